"""What the tests need from the machine besides Python. On Debian, as root, what is missing is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def has_postgresql() -> bool:
    """Tell whether a cluster can be made: Debian keeps initdb out of the PATH."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_chromium() -> bool:
    return any(map(shutil.which, BROWSERS))


def require_all() -> None:
    """Install what is missing, or stop and say how to get it; no test is left out for the want of it."""
    missing = [name for name, has in (("postgresql", has_postgresql), ("chromium", has_chromium)) if not has()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(
            f"The tests need {' and '.join(missing)}, which this machine lacks. On Debian: "
            f"sudo apt-get install {' '.join(missing)} (elsewhere: the programs initdb and chromium)."
        )
    print(f"Installing {' and '.join(missing)} with apt-get …", flush=True)
    _apt_get("update")
    _apt_get("install", "--yes", "--no-install-recommends", *missing)


def _apt_get(*arguments: str) -> None:
    done = subprocess.run(
        ("apt-get", "--quiet", *arguments),
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\napt-get {arguments[0]} failed; its words stand above.")
