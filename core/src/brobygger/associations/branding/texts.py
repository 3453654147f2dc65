"""The accents that are suggested; each is legible in every theme of this repository."""

from __future__ import annotations

from typing import Final

from brobygger.i18n import lazy

SUGGESTED: Final = {
    "#1f5a8c": lazy("Blue"),
    "#0f6464": lazy("Petrol"),
    "#705000": lazy("Ochre"),
    "#963a1c": lazy("Rust"),
    "#7a2e5d": lazy("Plum"),
    "#5546a0": lazy("Violet"),
}
