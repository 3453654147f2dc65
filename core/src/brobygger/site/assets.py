"""htmx: the one file that comes from elsewhere, pinned to its content."""

from __future__ import annotations

import base64
import hashlib
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from brobygger.settings import Settings
    from brobygger.web.static import StaticFiles

VERSION = "4.0.1"
CDN_URL = f"https://cdn.jsdelivr.net/npm/htmx.org@{VERSION}/dist/htmx.min.js"
INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
_FOLDER = "assets"
_NAME = f"htmx-{VERSION}.min.js"
_TIMEOUT_SECONDS = 30


class AssetError(Exception):
    """The file could not be fetched, or is not the one that was pinned."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script tag's attributes."""

    url: str
    integrity: str


def local_folder(settings: Settings) -> Path:
    return settings.site.data_dir / _FOLDER


def local_file(settings: Settings) -> Path:
    return local_folder(settings) / _NAME


def digest(content: bytes) -> str:
    """Return the integrity value of *content* (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def download(settings: Settings, url: str = CDN_URL) -> Path:
    """Fetch htmx into the data folder, for ``[assets] source = "local"``. Raises AssetError.

    A file that is already there and right is kept.
    """
    target = local_file(settings)
    if target.is_file() and digest(target.read_bytes()) == INTEGRITY:
        return target
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310  # a constant https address
            content = answer.read()
    except OSError as error:
        raise AssetError(f"cannot fetch {url}: {error}") from error
    install(settings, content)
    return target


def install(settings: Settings, content: bytes) -> None:
    """Put *content* in place when it is the pinned file. Raises AssetError."""
    if digest(content) != INTEGRITY:
        raise AssetError(f"the file is not htmx {VERSION}: its checksum is {digest(content)}")
    target = local_file(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(target)


def script_of(settings: Settings, static: StaticFiles) -> Script | None:
    """Return where pages load htmx from; None for a local one that was not downloaded: pages work without it."""
    if settings.assets.source == "cdn":
        return Script(CDN_URL, INTEGRITY)
    name = f"assets/{_NAME}"
    return Script(static.url(name), INTEGRITY) if name in static else None
