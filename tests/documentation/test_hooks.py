"""The page of hooks has each hook with its parameters, and none that is gone."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from brobygger.plugins import hookspecs

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "hooks.md").read_text(encoding="utf-8")
SPECS = {
    name: tuple(inspect.signature(function).parameters)
    for name, function in vars(hookspecs).items()
    if hasattr(function, f"{hookspecs.PROJECT}_spec")
}


def test_page_of_hooks_has_each_hook_with_its_parameters() -> None:
    headings = re.findall(r"^### (\w+)\((.*)\)$", PAGE, re.MULTILINE)

    assert {name: tuple(filter(None, parameters.split(", "))) for name, parameters in headings} == SPECS


def test_page_of_hooks_tells_which_are_sync() -> None:
    built = PAGE.partition("## When the site is built")[2].partition("\n## ")[0]

    assert set(re.findall(r"^### (\w+)", built, re.MULTILINE)) == hookspecs.SYNC_HOOKS
