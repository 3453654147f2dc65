"""Commands for the database."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def migrate(context: typer.Context) -> None:
    """Bring the database to what the installed code needs. A plugin that does not load stops it."""
    from brobygger import db
    from brobygger.cli.run import run, site_of
    from brobygger.site.database import database_apps

    site = site_of(context.obj, strict=True)
    applied = run(db.migrate(site.settings.database_url, database_apps(site.plugins), log=typer.echo))
    typer.echo(f"{applied} migrations applied." if applied else "Nothing to migrate.")


@app.command()
def makemigrations(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing, and fail when something is missing.")] = False,
) -> None:
    """Write migrations for models that changed. Read each before you commit it."""
    from brobygger import db
    from brobygger.cli.run import run, site_of
    from brobygger.site.database import database_apps

    site = site_of(context.obj, strict=True)
    written = run(db.make_migrations(database_apps(site.plugins), write=not check))
    for path in written:
        typer.echo(f"missing: {path}" if check else f"wrote {path}")
    if not written:
        typer.echo("No changes.")
    elif check:
        raise typer.Exit(1)


@app.command()
def migrations(context: typer.Context) -> None:
    """List the migrations that the database still lacks."""
    from brobygger import db
    from brobygger.cli.run import run, site_of
    from brobygger.site.database import database_apps

    site = site_of(context.obj)
    lacking = run(db.pending(site.settings.database_url, database_apps(site.plugins)))
    for key in lacking:
        typer.echo(str(key))
    if not lacking:
        typer.echo("The database is up to date.")
