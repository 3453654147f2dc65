"""``make test``: everything that has to hold, step by step; the browser comes last, so pytest has the last word.

``make test ONLY="format types"`` runs some of the steps.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import install
import needs

if TYPE_CHECKING:
    from pathlib import Path

#: Skipped tests are named, never silent.
PYTEST_OPTIONS = ("--quiet", "-rs")
#: Themes, documents and the tree are the same on every database.
_ON_POSTGRES = ("--database=postgres", "core/tests", "plugins", "tests/conformance", "tests/gate")


@dataclass(frozen=True)
class Step:
    """One command; *title* is what it shows."""

    name: str
    title: str
    command: tuple[str | Path, ...]

    @property
    def tests(self) -> bool:
        """Tell whether it runs tests, which need more of the machine than Python."""
        return self.name not in {"lint", "format", "types", "imports"}

    def passes(self) -> bool:
        print(f"\n── {self.name}: {self.title}", flush=True)
        started = time.monotonic()
        code = subprocess.run(self.command, cwd=install.ROOT, check=False).returncode
        print(f"── {self.name}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - started:.0f} s", flush=True)
        return code == 0


def steps(programs: Path) -> list[Step]:
    """Return all steps, the quick ones first."""
    pytest, alone = (programs / "pytest", *PYTEST_OPTIONS), (sys.executable, ".make/alone.py")
    everywhere = (*pytest, "-n", "auto", "--dist", "worksteal")
    in_chromium = (*pytest, "-n", "2", "--dist", "worksteal")
    return [
        Step("lint", "ruff's rules", (programs / "ruff", "check", "--quiet", ".")),
        Step("format", "ruff's format", (programs / "ruff", "format", "--quiet", "--check", ".")),
        Step("types", "mypy, strict", (programs / "mypy",)),
        Step("imports", "the layers, and the walls between plugins", (programs / "lint-imports", "--no-logo")),
        Step("alone", "core without plugins, each plugin without the others, on SQLite", alone),
        Step("sqlite", "what crosses distributions, on SQLite", (*everywhere, "--database=sqlite", "tests", "themes")),
        Step("postgres", "all that a database can change, on PostgreSQL", (*everywhere, *_ON_POSTGRES)),
        # By themselves: Playwright and pytest-asyncio do not share a process, nor do two sessions of Playwright.
        Step("look", "core's templates in Chromium", (*in_chromium, "themes/default/tests/browser")),
        Step("browser", "a whole site in Chromium, as people use it", (*in_chromium, "tests/browser")),
    ]


def main(names: list[str]) -> int:
    """Run the steps called *names*, or all of them; return the exit code."""
    install.require_writable(".tools", ".venv", ".venv-alone", "var")
    every = steps(install.ROOT / ".venv" / "bin")
    if unknown := set(names) - {step.name for step in every}:
        raise SystemExit(f"No such step: {', '.join(unknown)}. There are: {', '.join(step.name for step in every)}.")
    chosen = [step for step in every if not names or step.name in names]
    runs_tests = any(step.tests for step in chosen)
    if runs_tests:
        needs.require_all()
    programs = install.sync(dev=True)
    if runs_tests and subprocess.run([programs / "python", ".make/htmx.py"], cwd=install.ROOT, check=False).returncode:
        return 1
    failed = [step.name for step in chosen if not step.passes()]
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
