"""CVR numbers: the register of companies gives one to associations that ask for it."""

from __future__ import annotations

from typing import Final

LENGTH: Final = 8
_WEIGHTS: Final = (2, 7, 6, 5, 4, 3, 2, 1)
_MODULUS: Final = 11


def looks_right(cvr: str) -> bool:
    """Tell whether *cvr* has eight digits whose weighted sum is right. No proof: whether it exists, only the register
    knows, and one that fails may still be somebody's; so it warns and never blocks.
    """
    if len(cvr) != LENGTH or not (cvr.isascii() and cvr.isdecimal()):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, cvr, strict=True)) % _MODULUS == 0
