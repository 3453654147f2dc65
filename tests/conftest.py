"""What the tests of the whole have in common."""

from __future__ import annotations

from demonstration import demo

__all__ = ["demo"]
