"""Run core's tests without a plugin, and each plugin's with core alone, as on a site that installed nothing else."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import install

if TYPE_CHECKING:
    from pathlib import Path


def passes_alone(member: Path) -> bool:
    """Run the tests of *member* where only it and what it depends on is installed."""
    name = tomllib.loads((member / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    pytest = install.sync(".venv-alone", package=name, dev=True) / "pytest"
    print(f"{name} alone", flush=True)
    command = (pytest, "--quiet", "-rs", "-n", "auto", "--dist", "worksteal", member / "tests")
    return subprocess.run(command, cwd=install.ROOT, check=False).returncode == 0


def main() -> int:
    """Return 1 when one of the suites fails."""
    plugins = sorted(path.parent for path in install.ROOT.glob("plugins/*/pyproject.toml"))
    failed = [member for member in (install.ROOT / "core", *plugins) if not passes_alone(member)]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
