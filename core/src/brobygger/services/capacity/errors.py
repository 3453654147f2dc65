"""What can go wrong with places.

CapacityError
├── TooManyTakenError  fewer places were asked for than are taken; holds that number
├── PoolClosedError    what the places were for is over
├── NoOfferError       there is no offer to answer: it went to somebody else, or was answered already
└── NotInLineError     only who stands in line can be moved in it
"""

from __future__ import annotations


class CapacityError(Exception):
    """The base of this module's errors."""


class TooManyTakenError(CapacityError):
    """Fewer places than are taken already."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class PoolClosedError(CapacityError):
    """Nobody gets a place any more."""


class NoOfferError(CapacityError):
    """There is no offer to answer."""


class NotInLineError(CapacityError):
    """The place is not one that waits."""
