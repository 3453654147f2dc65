"""Mails of the development site, as they would arrive. Only on a loopback origin."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from brobygger import runtime
from brobygger.plugins import PUBLIC, Route
from brobygger.web.pages import render
from brobygger.web.richtext import link_addresses

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class FolderMail:
    """A mail of the folder."""

    name: str
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


def _read(path: Path) -> FolderMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return FolderMail(path.stem, message)


def _read_folder() -> list[FolderMail]:
    """Return the newest mails of the folder, the newest first."""
    paths = runtime.current().settings.mail_folder.glob("*.eml")
    newest = sorted(paths, key=lambda path: path.stat().st_mtime_ns, reverse=True)[:_SHOWN]
    return [_read(path) for path in newest]


async def list_mails(request: Request) -> Response:
    return await render(request, "core/mail/list.html", {"mails": await asyncio.to_thread(_read_folder)})


async def show_mail(request: Request) -> Response:
    name = request.path_params["mail"]
    mails = {mail.name: mail for mail in await asyncio.to_thread(_read_folder)}
    if name not in mails:
        raise HTTPException(404)
    mail = mails[name]
    return await render(request, "core/mail/show.html", {"mail": mail, "body": link_addresses(mail.text)})


DEVELOPMENT_ROUTES = [
    Route("/mails", list_mails, name="mails", audience=PUBLIC),
    Route("/mails/{mail}", show_mail, name="mails:show", audience=PUBLIC),
]
