"""What can go wrong with what an association looks like.

BrandingError
├── PhotosFullError      there are as many photos as a page shows
└── PhotoMovedError      somebody else moved or removed a photo at the same moment
"""

from __future__ import annotations


class BrandingError(Exception):
    """The base of this module's errors."""


class PhotosFullError(BrandingError):
    """The association has as many photos as its page shows."""


class PhotoMovedError(BrandingError):
    """The photos are not in the order any more in which they were seen."""
