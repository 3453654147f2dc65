"""The command line: ``brobygger``. Each command imports what it needs, so that ``--help`` is quick."""

from __future__ import annotations

from brobygger.cli.main import main

__all__ = ["main"]
