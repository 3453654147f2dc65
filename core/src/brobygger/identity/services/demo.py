"""Signing in as a made-up person, in development on one's own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import runtime
from brobygger.identity.errors import NoDemoError
from brobygger.identity.services.sessions import start_session

if TYPE_CHECKING:
    from brobygger.identity.models import Account


def is_demo_open() -> bool:
    """Tell whether demo accounts are open: never where others reach the site, whatever else is set."""
    site = runtime.current().settings.site
    return site.development and site.is_loopback


async def sign_in_demo(account: Account, *, device: str = "") -> str:
    """Sign in as *account* without a mail; return the session's token. Raises NoDemoError."""
    if not is_demo_open():
        raise NoDemoError
    return await start_session(account, device=device)
