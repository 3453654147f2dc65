"""What can go wrong with places.

CapacityError
├── TooManyTakenError  fewer places were asked for than are taken; holds that number
└── NoOfferError       there is no offer to answer: it ran out, or was answered already
"""

from __future__ import annotations


class CapacityError(Exception):
    """The base of this module's errors."""


class TooManyTakenError(CapacityError):
    """Fewer places than are taken already."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class NoOfferError(CapacityError):
    """There is no offer to answer."""
