"""The scope of a plugin's site-wide pages: rows of the associations that have switched it on, and of no other."""

from __future__ import annotations
