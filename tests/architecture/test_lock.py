"""The lock fits the members, and names nothing but the public index, whatever index a developer's machine has."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import install

if TYPE_CHECKING:
    from pathlib import Path


def test_lock_names_only_the_public_index(root: Path) -> None:
    urls = re.findall(r'"(\w+://[^"]+)"', (root / "uv.lock").read_text(encoding="utf-8"))

    assert urls
    assert {urlsplit(url).hostname for url in urls} <= {"pypi.org", "files.pythonhosted.org"}


def test_lock_fits_the_members(root: Path) -> None:
    environment = install.uv_environment()
    own_index = {name for name in environment if name.startswith("UV_") and "INDEX" in name}
    environment = {name: value for name, value in environment.items() if name not in own_index}

    done = subprocess.run(
        [install.uv(), "lock", "--check", "--offline", "--no-config"],
        cwd=root,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, f"run `uv lock`: {done.stderr}"
