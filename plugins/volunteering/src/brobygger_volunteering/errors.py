"""What can go wrong with tasks and sign-ups.

VolunteeringError
├── EditedMeanwhileError   somebody else saved, or decided, since the page was read
├── TooFewPlacesError      more people hold a place than there are to be; holds how many
├── TaskNotOpenError       the task cannot be signed up for (any more)
└── NotPossibleError       the sign-up is not in a state in which this can be done
"""

from __future__ import annotations


class VolunteeringError(Exception):
    """The base of this distribution's errors."""


class EditedMeanwhileError(VolunteeringError):
    """The row was saved by somebody else since it was read."""


class TooFewPlacesError(VolunteeringError):
    """More people hold a place than there are to be."""

    def __init__(self, taken: int) -> None:
        super().__init__(f"{taken} places are taken")
        self.taken = taken


class TaskNotOpenError(VolunteeringError):
    """The task is a draft, closed, cancelled or over."""


class NotPossibleError(VolunteeringError):
    """The sign-up has moved on: it was answered, given up or is over."""
