"""Install what uv.lock says into a virtual environment, and do nothing when nothing changed.

Needs Python, pip and a network; not venv, not ensurepip, and no uv on the machine. Indexes, proxies and certificates
are those of the machine's own settings (``PIP_*``, ``UV_*``); uv.lock never changes through them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
UV_VERSION = "0.13.9"
#: In an activated environment this is the interpreter below it: the environment itself may have to be replaced.
PYTHON: str = getattr(sys, "_base_executable", sys.executable)
INDEX_SETTINGS = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")


def require_writable(*names: str) -> None:
    """Stop with one line when the checkout, or one of the *names* in it, cannot be written."""
    for path in (ROOT, *(ROOT / name for name in names)):
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            raise SystemExit(f"Cannot write in {path}: run as its owner, or copy the project to a folder of your own.")


def uv() -> Path:
    """Return the path of uv, after pip put it into a folder of its own (which PEP 668 allows everywhere)."""
    folder = TOOLS / f"uv-{UV_VERSION}"
    if not folder.is_dir():
        partial = folder.with_name("uv.partial")
        pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade")
        done = subprocess.run(
            (*pip, "--target", str(partial), f"uv=={UV_VERSION}"),
            env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
            check=False,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            no_pip = "No module named pip" in reason
            hint = "On Debian: apt-get install python3-pip" if no_pip else "Is the package index in reach?"
            raise SystemExit(f"pip could not install uv: {reason}. {hint}")
        partial.rename(folder)
    return folder / "bin" / "uv"


def uv_environment(target: Path = ROOT / ".venv") -> dict[str, str]:
    """Return the process environment in which uv works on the virtual environment *target*."""
    environment = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    environment |= {"UV_PROJECT_ENVIRONMENT": str(target), "UV_PYTHON": PYTHON, "UV_PYTHON_DOWNLOADS": "never"}
    if index := _index():
        environment["UV_DEFAULT_INDEX"] = index
    if not os.access(Path.home(), os.W_OK):
        environment.setdefault("UV_CACHE_DIR", str(TOOLS / "cache"))
    return environment


def sync(name: str = ".venv", *, package: str | None = None, dev: bool) -> Path:
    """Install the workspace, or one *package* of it and what that needs, into *name*; return its folder of programs.

    What is there already is kept when the lock, the members, Python and the checkout are the same as last time.
    """
    target = ROOT / name
    has_dev = (target / "bin" / "pytest").exists()
    stamp, fingerprint = target / ".brobygger", _fingerprint(package)
    if not stamp.is_file() or stamp.read_text() != fingerprint or (dev and not has_dev):
        stamp.unlink(missing_ok=True)
        _install(target, [*(["--package", package] if package else []), *([] if dev or has_dev else ["--no-dev"])])
        stamp.write_text(fingerprint)
    return target / "bin"


def _index() -> str | None:
    """Return the package index that the machine's environment asks for, if any."""
    return next((os.environ[name] for name in INDEX_SETTINGS if os.environ.get(name)), None)


def _fingerprint(package: str | None) -> str:
    digest = hashlib.sha256(repr((str(ROOT), sys.version, package)).encode())
    members = (path for folder in ("core", "plugins/*", "themes/*") for path in ROOT.glob(f"{folder}/pyproject.toml"))
    for path in (ROOT / "uv.lock", ROOT / "pyproject.toml", *sorted(members)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _install(target: Path, options: list[str]) -> None:
    print(f"Installing into {target.name}, the first time about a minute …", flush=True)
    program, environment = str(uv()), uv_environment(target)

    def run(*command: str) -> None:
        if subprocess.run((program, *command, "--quiet"), cwd=ROOT, env=environment, check=False).returncode:
            raise SystemExit(f"Could not install into {target.name}: uv says why above.")

    # "--frozen" where another would write "--locked": with another index than the lock's, "--locked" would resolve
    # anew. tests/architecture/test_lock.py checks that the lock fits the members.
    if not _index():
        run("sync", "--frozen", *options)
        return
    # The lock names the addresses of its files, which a machine with an index of its own may not reach: take the same
    # versions, with the same hashes, from there.
    requirements = TOOLS / "requirements.txt"
    run("export", "--frozen", "--no-header", *options, "--output-file", str(requirements))
    run("venv", "--allow-existing", str(target))
    run("pip", "sync", "--python", str(target), str(requirements))


if __name__ == "__main__":
    require_writable(".tools", ".venv")
    sync(dev=True)
