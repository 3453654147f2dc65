"""A new site: its first administrator, by an address that works once and for an hour."""

from __future__ import annotations

from brobygger.identity.services import create_setup_token
from brobygger.web.urls import absolute_url, site_path


async def make_setup_address() -> str:
    """Return the address at which the first administrator proves an e-mail address and names the host."""
    return absolute_url(site_path("setup", token=await create_setup_token()))
