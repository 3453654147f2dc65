"""What can be wrong with a picture that somebody sends.

PictureError
├── PictureRefusedError   it is none, or too large; the message says so to the one who sent it
└── PicturesFullError     the association has as many as it may have
"""

from __future__ import annotations


class PictureError(Exception):
    """The base of this module's errors; its text is for the one who sent the picture, in their language."""


class PictureRefusedError(PictureError):
    """The file is no picture that can be shown, or too large."""


class PicturesFullError(PictureError):
    """The association's pictures take as much room as they may, or it sent too many in a short time."""
