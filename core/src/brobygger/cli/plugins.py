"""Commands for plugins. They work with every plugin broken."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="List, check, make and remove plugins.", no_args_is_help=True)


@app.command("list")
def list_plugins() -> None:
    """Show the installed plugins, and why one is out of order."""
    from rich.console import Console
    from rich.table import Table

    from brobygger.plugins import load_plugins
    from brobygger.site.routes import RESERVED_PATHS

    host = load_plugins(reserved_paths=RESERVED_PATHS)
    table = Table("Plugin", "Distribution", "Version", "State")
    for plugin in host.plugins:
        table.add_row(plugin.manifest.name, plugin.distribution, plugin.version, "ready")
    for failure in host.failures:
        table.add_row(
            failure.name, failure.distribution, failure.version, f"out of order at {failure.stage}: {failure.error}"
        )
    Console().print(table)


@app.command()
def check(name: str) -> None:
    """Load one plugin strictly and tell the first thing that is wrong with it."""
    from brobygger.plugins import PluginError, load_plugins
    from brobygger.site.routes import RESERVED_PATHS

    host = load_plugins(reserved_paths=RESERVED_PATHS)
    for failure in host.failures:
        if failure.name == name:
            raise PluginError(
                f"{failure.name} ({failure.distribution} {failure.version}) at {failure.stage}: {failure.error}"
            )
    if host.get(name) is None:
        raise PluginError(f"no plugin called “{name}” is installed")
    typer.echo(f"{name} is ready.")


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="A short name in small letters, such as choir.")],
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
    directory: Annotated[Path, typer.Option(help="Where to put it.")] = Path(),
) -> None:
    """Make a small plugin that installs, migrates, shows a page, is gated, and whose tests pass."""
    from brobygger.plugins.scaffold import create_plugin
    from brobygger.site.routes import RESERVED_PATHS

    folder = create_plugin(
        name, directory, title=title or name.replace("_", " ").capitalize(), reserved_paths=RESERVED_PATHS
    )
    typer.echo(f"Made {folder}. Install it with: pip install -e {folder}")


@app.command()
def purge(
    context: typer.Context, name: str, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Remove a plugin's tables for good. Shows what would be lost, and asks."""
    from brobygger import db
    from brobygger.cli.run import run, settings_of
    from brobygger.plugins import PluginError, PluginManifest, load_plugins
    from brobygger.site.database import CORE_APP, OWNED_BY_PLUGINS
    from brobygger.site.routes import RESERVED_PATHS

    # Core's tables go by a name that no plugin can have.
    PluginManifest(name=name, path="purged", title=name, summary="").check(name, f"brobygger_{name}")
    if installed := load_plugins(reserved_paths=RESERVED_PATHS).get(name):
        raise PluginError(f"the plugin “{name}” is in use: uninstall {installed.distribution} first")
    url = settings_of(context.obj).database_url
    counts = run(db.count_rows(url, [CORE_APP], name))
    if not counts:
        typer.echo(f"There are no tables of “{name}”.")
        return
    for table, count in counts.items():
        typer.echo(f"{table}: {count} rows")
    if yes or typer.confirm("Remove these tables and everything in them?"):
        run(db.purge_app(url, [CORE_APP], name, owned=OWNED_BY_PLUGINS))
        typer.echo("Removed.")
