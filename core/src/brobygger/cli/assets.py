"""Commands for the files that pages load."""

from __future__ import annotations

import typer

app = typer.Typer(help="Serve htmx from the site itself.", no_args_is_help=True)


@app.command()
def download(context: typer.Context) -> None:
    """Fetch htmx into the data folder and verify it; then set ``[assets] source = "local"``."""
    from brobygger.cli.run import settings_of
    from brobygger.site import assets

    typer.echo(f"htmx is at {assets.download(settings_of(context.obj))}")
