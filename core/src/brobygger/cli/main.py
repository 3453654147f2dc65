"""All commands, in one tree."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from brobygger.cli import assets, backup, database, plugins, site

app = typer.Typer(
    help="Brobygger: association self-service.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(plugins.app, name="plugins")
app.add_typer(assets.app, name="assets")
for module in (site, database, backup):
    app.registered_commands += module.app.registered_commands


@app.callback()
def configure(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="The settings file (TOML).", envvar="BROBYGGER_CONFIG", show_envvar=True)
    ] = None,
) -> None:
    context.obj = config


def main() -> None:
    """Run the command line. What a person can mend is one line on standard error and exit code 1."""
    try:
        app()
    except Exception as error:
        # Only now: it imports the whole site, which ``--help`` need not wait for.
        from brobygger.cli.run import EXPECTED

        if not isinstance(error, EXPECTED):
            raise
        typer.secho(f"brobygger: {error}", err=True, fg="red")
        sys.exit(1)
