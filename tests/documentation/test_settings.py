"""The files in config/ are settings that the site accepts, and the example leaves none out."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

from brobygger.settings import Settings, load_settings

CONFIG = Path(__file__).resolve().parents[2] / "config"
EXAMPLE = (CONFIG / "production.example.toml").read_text(encoding="utf-8")


def test_development_settings_are_accepted() -> None:
    settings = load_settings(CONFIG / "development.toml", environ={})

    assert settings.site.demo
    assert settings.site.development


def test_production_example_is_accepted_with_every_line_uncommented(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(_uncommented(), encoding="utf-8")

    assert load_settings(path, environ={}).site.is_https


def test_production_example_names_every_setting() -> None:
    example = tomllib.loads(_uncommented())

    for section in dataclasses.fields(Settings):
        if section.name != "plugins":
            known = {field.name for field in dataclasses.fields(getattr(Settings(), section.name))}
            assert set(example[section.name]) == known, section.name


def test_production_example_tells_the_defaults() -> None:
    example = tomllib.loads(_uncommented())
    commented = re.findall(r"^#(\w+) = ", EXAMPLE, re.MULTILINE)

    # These have no fixed default: they depend on the data folder, or there is none.
    for section, key in ((s, k) for s, keys in example.items() for k in keys if k in commented):
        if key not in {"template_dir", "folder"}:
            default = getattr(getattr(Settings(), section), key)
            assert example[section][key] == (list(default) if isinstance(default, tuple) else default), key


def _uncommented() -> str:
    return re.sub(r"^#(?=\w+ = )", "", EXAMPLE, flags=re.MULTILINE)
