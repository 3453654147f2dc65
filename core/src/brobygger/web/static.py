"""Static files under an address that changes with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

PREFIX = "/static"
_HASH_LENGTH = 12


class StaticFiles:
    """Serves ``/static/<hash>/<source>/<path>``: for ever with the right hash, not at all with another."""

    def __init__(self, sources: Mapping[str, Path]) -> None:
        """Read the files of *sources*: a name (``core``, a theme, a plugin) and its ``static`` folder."""
        self._files: dict[str, tuple[str, Path]] = {}
        for source, folder in sources.items():
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.is_file():
                    self._add(f"{source}/{path.relative_to(folder).as_posix()}", path)

    def _add(self, name: str, path: Path) -> None:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:_HASH_LENGTH]
        self._files[name] = (digest, path)

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def url(self, name: str) -> str:
        """Return the address of the file called *name*, such as ``core/brobygger.js``. Raises KeyError."""
        return f"{PREFIX}/{self._files[name][0]}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        digest, _, name = path.partition("/")
        known, file = self._files.get(name, ("", Path()))
        if not known or digest != known:
            raise HTTPException(404)
        response: Response = FileResponse(file, headers={"Cache-Control": "public, max-age=31536000, immutable"})
        await response(scope, receive, send)
