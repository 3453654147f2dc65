"""The page of hooks is held to the hooks."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from brobygger.plugins import hookspecs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")


def test_page_of_hooks_has_each_hook_with_its_arguments_and_no_other() -> None:
    hooks = {
        f"{name}({', '.join(inspect.signature(hook).parameters)})"
        for name, hook in vars(hookspecs).items()
        if hasattr(hook, f"{hookspecs.PROJECT}_spec")
    }

    assert set(re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE)) == hooks


def test_page_of_hooks_has_each_slot() -> None:
    core = (path.read_text(encoding="utf-8") for path in (ROOT / "core" / "src").rglob("*.py"))
    slots = {slot for text in core for slot in re.findall(r'slot="([^"]+)"', text)}

    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", PAGE, flags=re.MULTILINE)) == slots


def test_page_of_hooks_names_what_the_sync_ones_are() -> None:
    built = PAGE.partition("## While the site is built")[2].partition("\n## ")[0]

    assert set(re.findall(r"^### (\w+)", built, flags=re.MULTILINE)) == hookspecs.SYNC_HOOKS
