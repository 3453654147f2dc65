"""What ``brobygger plugins new`` refuses to write. What it writes is tested in tests/conformance/test_new_plugin.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brobygger.plugins import PluginError
from brobygger.plugins.scaffold import create_plugin
from brobygger.site.routes import RESERVED_PATHS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["", "Choir", "9lives", "core", "a-b", "über", "x" * 60, "choir_", "../choir"])
def test_name_that_no_plugin_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PluginError):
        create_plugin(name, tmp_path, title="Choir")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["", 'Say "hi"', "{{ secret }}", "two\nlines", "x" * 61])
def test_title_that_would_break_the_code_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(PluginError):
        create_plugin("choir", tmp_path, title=title)


def test_page_of_cores_own_is_not_given_away(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="/sign-in is a page"):
        create_plugin("sign_in", tmp_path, title="Sign in", reserved_paths=RESERVED_PATHS)


def test_what_lies_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "brobygger-choir").mkdir()
    (tmp_path / "brobygger-choir" / "song.txt").write_text("La")

    with pytest.raises(PluginError, match="already"):
        create_plugin("choir", tmp_path, title="Choir")

    assert [path.name for path in (tmp_path / "brobygger-choir").iterdir()] == ["song.txt"]


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="cannot write"):
        create_plugin("choir", tmp_path / "nowhere", title="Choir")
