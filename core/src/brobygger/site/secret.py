"""The site's secret key: signs links and hides what counters count."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from brobygger.settings import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from brobygger.settings import Settings

_BYTES = 32


def load_secret_key(settings: Settings) -> bytes:
    """Return the key from the data folder; made there at the first start, readable by its owner only.

    Raises SettingsError when it is short, others can read it, or the folder cannot be written.
    """
    path = settings.site.data_dir / "secret.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        mode = path.stat().st_mode
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsError(f"cannot use the data folder {path.parent.absolute()}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} does not hold a key; restore it from a backup") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(f"{path} can be read by others: run chmod 600 {path}")
    if len(key) < _BYTES:
        raise SettingsError(f"the key in {path} is too short; restore it from a backup")
    return key


def _make(path: Path) -> None:
    """Write a new key so that of two processes that start at once both end up with the same one."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
    except FileExistsError:
        pass  # another process was first
    finally:
        partial.unlink()
