"""The page about testing names every fixture, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path

from brobygger.testing import pytest_plugin

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def test_page_of_testing_names_every_fixture_and_no_other() -> None:
    fixtures = set(pytest_plugin.__all__) - {"pytest_addoption"}

    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == fixtures
