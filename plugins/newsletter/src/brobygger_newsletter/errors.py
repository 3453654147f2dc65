"""What can go wrong with newsletters.

NewsletterError
├── EditedMeanwhileError   somebody else saved since the page was read
├── FrozenError            the issue is on its way: its words can no longer change
├── NotReadyError          the issue still lacks something; holds what
├── NotPossibleError       the issue is not in a state in which this can be done
└── UnknownKeyError        the link is mangled, or older than what it was for
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class NewsletterError(Exception):
    """The base of this distribution's errors."""


class EditedMeanwhileError(NewsletterError):
    """The row was saved by somebody else since it was read."""


class FrozenError(NewsletterError):
    """The issue is being sent, or was."""


class NotReadyError(NewsletterError):
    """Something has to be put right before it can be sent."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class NotPossibleError(NewsletterError):
    """The issue has moved on."""


class UnknownKeyError(NewsletterError):
    """No such link."""
