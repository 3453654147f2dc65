"""How names are compared in a search: “Aase” finds “Åse”, and “Åse” finds “Aase”."""

from __future__ import annotations

import unicodedata

from brobygger.db import fold

_DANISH = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe"})


def fold_search(text: str) -> str:
    """Return *text* in one spelling, whichever way its Danish letters are written, and without accents."""
    # Composed first: “å” typed as two characters is the same letter.
    danish = unicodedata.normalize("NFC", fold(text)).translate(_DANISH)
    plain = unicodedata.normalize("NFKD", danish)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def search_text(name: str, email: str) -> str:
    """Return what a contact is found by."""
    return fold_search(f"{name} {email}")
