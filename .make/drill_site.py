"""What the drill runs: web process and worker, to be killed, and a mail server that keeps what it is handed."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections import Counter
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import install
from aiosmtpd.controller import Controller
from drill_check import end_leases, rows

from brobygger.testing.browser import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

_START_SECONDS = 40
_LINK = re.compile(r"https?://\S+")


class Site:
    """The site's two processes over one database."""

    def __init__(self, folder: Path, database: str, mail_port: int, *, connections: int = 1) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.database = database
        self.kills: Counter[str] = Counter()
        self.unanswered = self.server_errors = 0
        self._log = folder / "log"
        program = str(install.ROOT / ".venv" / "bin" / "brobygger")
        self._commands = {
            "web": [program, "serve", "--port", str(self.port), "--no-work"],
            "worker": [program, "worker"],
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            **os.environ,
            "BROBYGGER_SITE__PUBLIC_ORIGIN": self.origin,
            "BROBYGGER_SITE__DATA_DIR": str(folder),
            "BROBYGGER_SITE__DEMO": "true",
            "BROBYGGER_SITE__DEVELOPMENT": "true",
            "BROBYGGER_DATABASE__URL": database,
            "BROBYGGER_MAIL__TRANSPORT": "smtp",
            "BROBYGGER_MAIL__HOST": "127.0.0.1",
            "BROBYGGER_MAIL__PORT": str(mail_port),
            "BROBYGGER_MAIL__SECURITY": "none",
            "BROBYGGER_MAIL__CONNECTIONS": str(connections),  # a kill finds as many mails in flight at the most
            "BROBYGGER_SECURITY__TRUSTED_PROXIES": "127.0.0.1",
        }

    def _spawn(self, name: str) -> None:
        with self._log.open("ab") as log:
            self._processes[name] = subprocess.Popen(
                self._commands[name], env=self._environment, stdout=log, stderr=log
            )

    async def start(self, name: str) -> None:
        """Start a process; the web process answers when this returns."""
        self._spawn(name)
        if name == "web":
            async with asyncio.timeout(_START_SECONDS):
                while not await _answers(self.port):
                    assert self._processes[name].poll() is None, "the web process ended by itself"
                    await asyncio.sleep(0.05)

    async def kill_and_start_again(self, name: str) -> None:
        process = self._processes[name]
        assert process.poll() is None, f"the {name} process ended by itself"
        process.kill()
        await asyncio.to_thread(process.wait)
        self.kills[name] += 1
        if name == "worker":
            # What it had in hand waits minutes for its lease; nobody waits for that here.
            await end_leases(self.database)
        await self.start(name)

    def last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


class Sink:
    """A mail server that takes a moment for each mail, so that some are in flight when the worker is killed."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        await asyncio.sleep(0.05)
        return "250 OK"

    async def link(self, recipient: str, containing: str) -> str:
        """Wait for a mail to *recipient* with such a link, and return its path."""
        while True:
            for mail in [mail for mail in self.mails if mail["To"] == recipient]:
                part = mail.get_body(("plain",))
                for link in _LINK.findall(part.get_content() if part else ""):
                    if containing in link:
                        return str(urlsplit(link).path)
            await asyncio.sleep(0.1)

    async def quiet(self, database: str) -> None:
        """Wait until nothing is left to be sent or done now."""
        open_mails = "SELECT count(*) FROM core_outbox_mail WHERE state IN ('queued', 'sending')"
        for _ in range(100):
            if not (await rows(database, open_mails))[0][0]:
                return
            await asyncio.sleep(0.3)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
