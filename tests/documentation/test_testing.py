"""The page about testing names every fixture."""

from __future__ import annotations

from pathlib import Path

from brobygger.testing import pytest_plugin

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def test_page_of_testing_names_every_fixture() -> None:
    fixtures = set(pytest_plugin.__all__) - {"pytest_addoption"}

    assert {name for name in fixtures if f"`{name}`" not in PAGE} == set()
