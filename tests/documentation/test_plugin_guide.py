"""The plugin developer's guide is held to what it describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from brobygger.plugins.scaffold import create_plugin
from brobygger.testing import pytest_plugin

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```python\n(.+?)^```", flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def noticeboard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_plugin("noticeboard", tmp_path_factory.mktemp("plugin"), title="Noticeboard")


@pytest.mark.parametrize("page", ["plugins.md", "testing.md"])
def test_samples_are_what_the_generated_plugin_or_a_shipped_one_has(page: str, noticeboard: Path) -> None:
    files = [*noticeboard.rglob("*.py"), *(DOCS.parent / "plugins").rglob("src/**/*.py")]
    code = [path.read_text(encoding="utf-8") for path in files]
    samples = BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))

    assert samples
    assert [sample for sample in samples if not any(sample in text for text in code)] == []


def test_each_file_of_the_generated_plugin_is_explained(noticeboard: Path) -> None:
    guide = (DOCS / "plugins.md").read_text(encoding="utf-8")
    package = noticeboard / "src" / "brobygger_noticeboard"

    for path in [noticeboard / "pyproject.toml", *package.iterdir()]:
        if path.name != "__init__.py":
            assert f"`{path.name}`" in guide or f"`{path.name}/" in guide, path.name


def test_each_fixture_is_explained() -> None:
    page = (DOCS / "testing.md").read_text(encoding="utf-8")
    fixtures = {name for name in pytest_plugin.__all__ if not name.startswith("pytest_")}

    assert set(re.findall(r"`(\w+)`", page.partition("|---|---|")[2].partition("\nTests are")[0])) >= fixtures
