"""Demonstration data: invented tasks of the demonstration's associations."""

from __future__ import annotations

async def load(associations):
    pass
