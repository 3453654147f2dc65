"""The code on the developer's pages is in the plugin that ``brobygger plugins new`` makes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brobygger.plugins.scaffold import create_plugin

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("page", ["plugins.md", "testing.md"])
def test_code_is_taken_from_the_made_plugin(page: str, tmp_path: Path) -> None:
    project = create_plugin("choir", tmp_path, title="Choir")
    made = {line for file in project.rglob("*.*") if file.is_file() for line in file.read_text("utf-8").splitlines()}
    blocks = re.findall(r"(?ms)^```(?:python|toml|jinja)\n(.*?)^```", (DOCS / page).read_text("utf-8"))
    # What measures queries is not in the made plugin.
    lines = [line for block in blocks if "recorded_queries" not in block for line in block.splitlines()]

    assert lines
    assert [line for line in lines if line not in made] == []
