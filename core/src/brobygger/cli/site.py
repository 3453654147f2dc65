"""Commands that run the site."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from brobygger.settings import SettingsError

app = typer.Typer()


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    work: Annotated[bool, typer.Option(help="Do due work (mail, reminders) in this process as well.")] = True,
) -> None:
    """Migrate the database, then serve the site. When migrating is impossible, say why and do not serve."""
    from brobygger.cli.run import run, site_of
    from brobygger.cli.serving import prepare, serve_site

    _refuse_taken_port(host, port)
    site = site_of(context.obj)
    run(prepare(site))
    serve_site(site, host=host, port=port, work=work)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(f"cannot listen on {host}:{port}: {error.strerror}. Choose another --port.") from None


@app.command()
def worker(context: typer.Context) -> None:
    """Do due work until told to stop. Any number of workers can run on PostgreSQL."""
    from brobygger.cli.run import open_site, run, site_of
    from brobygger.site.work import work_until_stopped

    site = site_of(context.obj)

    async def work() -> None:
        async with open_site(site):
            await work_until_stopped()

    run(work())


@app.command()
def setup(context: typer.Context) -> None:
    """Print a one-time address where the first administrator signs in; it works for an hour."""
    from brobygger.cli.run import open_site, run, site_of
    from brobygger.site.setup import make_setup_address

    site = site_of(context.obj)

    async def make() -> str:
        async with open_site(site):
            return await make_setup_address()

    typer.echo(run(make()))
