"""``make test``: everything that has to hold, step by step; the browser comes last, so pytest has the last word.

``make test ONLY="format types"`` runs some of the steps.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import install
import needs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Both halves of a two-core machine; skipped tests are named, never silent.
PARALLEL = ("--quiet", "-rs", "-n", "auto")


@dataclass(frozen=True)
class Step:
    """One command; *title* is what it shows. A step with an environment needs more of the machine than Python."""

    name: str
    title: str
    command: tuple[str | Path, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        print(f"\n── {self.name}: {self.title}", flush=True)
        started = time.monotonic()
        environment = {**os.environ, **self.environment}
        code = subprocess.run(self.command, cwd=install.ROOT, env=environment, check=False).returncode
        print(f"── {self.name}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - started:.0f} s", flush=True)
        return code == 0


def steps(programs: Path) -> list[Step]:
    """Return all steps, the quick ones first."""
    pytest = programs / "pytest"
    on = {name: {"BROBYGGER_TEST_DATABASE": name} for name in ("sqlite", "postgresql")}
    return [
        Step("lint", "ruff's rules", (programs / "ruff", "check", "--quiet", ".")),
        Step("format", "ruff's format", (programs / "ruff", "format", "--quiet", "--check", ".")),
        Step("types", "mypy, strict", (programs / "mypy",)),
        Step("imports", "the layers and the walls between plugins", (programs / "lint-imports", "--no-logo")),
        Step("sqlite", "unit, HTTP and architecture tests", (pytest, *PARALLEL), on["sqlite"]),
        Step("postgresql", "the same on PostgreSQL", (pytest, *PARALLEL), on["postgresql"]),
        Step(
            "alone",
            "core without plugins, each plugin without the others",
            (sys.executable, ".make/alone.py"),
            on["sqlite"],
        ),
        Step("browser", "Chromium, as people use it", (pytest, "--quiet", "-rs", "tests/browser"), on["sqlite"]),
    ]


def main(names: list[str]) -> int:
    """Run the steps called *names*, or all of them; return the exit code."""
    install.require_writable(".tools", ".venv", ".venv-alone", "var")
    every = steps(install.ROOT / ".venv" / "bin")
    if unknown := set(names) - {step.name for step in every}:
        raise SystemExit(f"No such step: {', '.join(unknown)}. There are: {', '.join(step.name for step in every)}.")
    chosen = [step for step in every if not names or step.name in names]
    runs_tests = any(step.environment for step in chosen)
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
