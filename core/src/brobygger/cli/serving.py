"""Serving the site with uvicorn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
import uvicorn

from brobygger import db
from brobygger.cli.run import open_site
from brobygger.demo import demo_accounts, is_empty, load_demo
from brobygger.site.app import create_app
from brobygger.site.database import database_apps
from brobygger.web.logs import configure_logs

if TYPE_CHECKING:
    from brobygger.runtime import Runtime

_STOP_SECONDS = 30


async def prepare(site: Runtime) -> None:
    """Migrate, load demo data into a new demonstration site, and say where everything is."""
    applied = await db.migrate(site.settings.database_url, database_apps(site.plugins), log=typer.echo)
    if applied:
        typer.echo(f"The database is ready ({applied} migrations applied).")
    async with open_site(site):
        if site.settings.site.demo and await is_empty():
            typer.echo("Loading demonstration data …")
            await load_demo()
        await _greet(site)


async def _greet(site: Runtime) -> None:
    settings = site.settings
    typer.echo(f"\nBrobygger is at {settings.site.public_origin}")
    for failure in site.plugins.failures:
        typer.secho(f"The plugin {failure.name} is out of order: {failure.error}", fg="yellow")
    if settings.site.development:
        typer.echo(f"Mails are shown at {settings.site.public_origin}/mails (kept in {settings.mail_folder})")
    if settings.site.demo:
        typer.echo("Sign in as one of these, without a mail, at /sign-in:")
        for account in await demo_accounts():
            typer.echo(f"  {account.email:<42} {account.name}, {account.role} in {account.association}")
    typer.echo("Stop with Ctrl+C.\n")


def serve_site(site: Runtime, *, host: str, port: int, work: bool) -> None:
    settings = site.settings
    configure_logs(readable=settings.site.development)
    uvicorn.run(
        create_app(site, work=work, demo_accounts=demo_accounts if settings.site.demo else None),
        host=host,
        port=port,
        access_log=False,  # RequestLog writes one without addresses and queries
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.security.trusted_proxies),
        forwarded_allow_ips=",".join(settings.security.trusted_proxies) or None,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
