"""Commands for backups."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="The archive to write, or a folder for it.")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the secret key in. Then the archive opens every mailed link.")
    ] = False,
) -> None:
    """Write the database and the data folder into one archive. The site goes on meanwhile."""
    from brobygger.backup import save_site
    from brobygger.cli.run import run, settings_of

    saved = run(save_site(settings_of(context.obj), target, with_keys=with_keys))
    rows = sum(saved.manifest.tables.values())
    typer.echo(
        f"{saved.path}: {len(saved.manifest.tables)} tables, {rows} rows, {len(saved.manifest.files)} files, "
        f"{saved.manifest.pictures} pictures."
    )
    if saved.manifest.has_key:
        typer.echo("The secret key (secret.key) is in it: keep the archive as you keep the key.")
    else:
        typer.echo("The secret key (secret.key) is not in it: keep a copy somewhere else, or use --with-keys.")


@app.command()
def verify(source: Annotated[Path, typer.Argument(help="The archive.")]) -> None:
    """Read every part of a backup, compare it with its checksum, open the database and count its rows."""
    from brobygger.backup import verify as look_through
    from brobygger.cli.run import run

    manifest = run(look_through(source))
    rows = sum(manifest.tables.values())
    key = "with" if manifest.has_key else "without"
    typer.echo(
        f"{source} is whole: {manifest.database}, of {manifest.made_at}, Brobygger {manifest.version}, "
        f"{len(manifest.tables)} tables, {rows} rows, {len(manifest.files)} files, {manifest.pictures} pictures, "
        f"{key} the secret key."
    )


@app.command()
def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="The archive.")],
    replace: Annotated[bool, typer.Option("--replace", help="Lose what is in the database now.")] = False,
    erasures: Annotated[
        Path | None, typer.Option(help="The journal of erasures (erasures.jsonl) of the machine that is gone.")
    ] = None,
) -> None:
    """Put a backup in place, and erase again who was erased since. Stop the site first."""
    from brobygger.backup import restore_site
    from brobygger.cli.run import run, settings_of

    done = run(restore_site(settings_of(context.obj), source, replace=replace, erasures=erasures))
    typer.echo(f"The site is as it was on {done.manifest.made_at}.")
    if done.knows_erasures:
        typer.echo(f"{done.erased_again} accounts, persons and contacts that were erased since were erased again.")
    else:
        typer.echo("There is no journal of erasures here: who was erased since the backup is back.")
    if done.key_restored:
        typer.echo("The secret key (secret.key) was restored.")
    elif not done.manifest.has_key:
        typer.echo(
            "The backup has no secret key: put the old secret.key into the data folder, or mailed links are void."
        )
