"""The page of commands has each command with each of its options, and none that is gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from brobygger.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the commands below *command* by what one types; a group has ``commands``, a command has none."""
    below = getattr(command, "commands", {})
    if not below:
        yield " ".join(path), command
    for name, child in below.items():
        yield from _commands(child, (*path, name))


def _sections() -> dict[str, str]:
    parts = re.split(r"^#+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return {title: text for title, text in sections.items() if title.startswith("brobygger ")}


def test_page_of_commands_has_each_command() -> None:
    commands = dict(_commands(typer.main.get_command(app), ("brobygger",)))

    assert set(_sections()) == set(commands)


def test_page_of_commands_has_each_option() -> None:
    sections = _sections()
    undocumented = [
        f"{name} {parameter.opts[0]}"
        for name, command in _commands(typer.main.get_command(app), ("brobygger",))
        for parameter in command.params
        if parameter.opts[0].startswith("--")
        and not any(f"`{option}`" in sections[name] for option in (*parameter.opts, *parameter.secondary_opts))
    ]

    assert undocumented == []
