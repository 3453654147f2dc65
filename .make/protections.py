"""``make protections``: takes each protection away, one at a time, and shows which test then turns red.

The code is changed in a copy that stands before the real one on the path; nothing in the repository is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import install


@dataclass(frozen=True)
class Protection:
    """What holds, the lines that make it hold, what stands there without it, and the tests that must notice."""

    what: str
    file: str
    code: str
    without: str
    tests: str


PROTECTIONS = (
    Protection(
        "reading: the scope narrows every query",
        "db/scope.py", "return query.filter(association_id=self.association_id)", "return query",
        "core/tests/db/test_scope.py",
    ),
    Protection(
        "writing: a row of another association",
        "db/scope.py", "return association_id == self.association_id", "return True",
        "core/tests/db/test_scope.py",
    ),
    Protection(
        "the gate asks who one is",
        "site/gate.py", "if not admits(self.route.audience, visitor, standing):", "if False:",
        "tests/gate/test_gate.py",
    ),
    Protection(
        "the gate asks whether the module is on",
        "site/gate.py", "if self.plugin and self.plugin not in request.state.modules:", "if False:",
        "tests/gate/test_gate.py",
    ),
    Protection(
        "a place is taken only where one is free",
        "services/capacity/services.py", '_IS_FREE = Q(taken__lt=F("capacity"), waiting=0)', "_IS_FREE = Q(waiting=0)",
        "core/tests/services/test_capacity.py",
    ),
    Protection(
        "writes from other sites",
        "web/security.py", 'if scope["method"] in _SAFE:', "if True:",
        "core/tests/web/test_security.py",
    ),
    Protection(
        "what people typed is escaped",
        "web/templates.py", "autoescape=True,", "autoescape=False,",
        "core/tests/web/test_security.py",
    ),
    Protection(
        "one process migrates at a time: SQLite",
        "db/migrations/lock.py", "await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)", "pass",
        "core/tests/db/test_processes.py --database=sqlite",
    ),
    Protection(
        "one process migrates at a time: PostgreSQL",
        "db/migrations/lock.py", 'await own.execute("SELECT pg_advisory_lock($1)", _ADVISORY_KEY)', "pass",
        "core/tests/db/test_processes.py --database=postgres",
    ),
    Protection(
        "a form acts once",
        "services/once/services.py", "key = hash_token(form_key)", "return await run_in_transaction(perform)",
        "core/tests/services/test_once.py",
    ),
    Protection(
        "a due row is worked on by one",
        "due/claims.py", "AND (lease_until IS NULL OR lease_until <= {due})", "",
        "core/tests/due",
    ),
    Protection(
        "a broken plugin is quarantined",
        "plugins/loader.py", "if self.strict:", "if True:",
        "core/tests/plugins/test_loader.py",
    ),
    Protection(
        "who was erased is erased again after a restore",
        "privacy/erasure.py", "journal.append(Kind.CONTACT, contact.public_id)", "pass",
        "core/tests/backup/test_interrupted.py",
    ),
    Protection(
        "a backup is what was put in",
        "backup/archive.py", "if digest.hexdigest() != self.manifest.parts[name]:", "if False:",
        "core/tests/backup/test_backup.py",
    ),
    Protection(
        "a database in use is not replaced",
        "backup/sqlite.py", 'if mode != "delete":', "if False:",
        "core/tests/backup/test_backup.py --database=sqlite",
    ),
    Protection(
        "what is erased is overwritten",
        "db/connection.py", '"secure_delete": "ON"', '"secure_delete": "OFF"',
        "core/tests/privacy/test_own.py --database=sqlite",
    ),
    Protection(
        "the log is of one association",
        "services/audit/services.py", "query = AuditEntry.filter(association_id=association_id)",
        "query = AuditEntry.all()",
        "core/tests/privacy/test_log.py",
    ),
    Protection(
        "who is in charge alone hands over first",
        "privacy/own.py", "await _refuse_last_administrator(own)", "pass",
        "core/tests/privacy/test_own.py",
    ),
)  # fmt: skip


def turns_red(protection: Protection, copy: Path, programs: Path) -> bool:
    """Run the tests without *protection*, and tell whether one failed."""
    path = copy / "brobygger" / protection.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(protection.code) != 1:
        raise SystemExit(
            f"{protection.file} does not hold “{protection.code}” once; .make/protections.py has to follow"
        )
    path.write_text(whole.replace(protection.code, protection.without), encoding="utf-8")
    command: list[str | Path] = [programs / "pytest", "-qq", "--exitfirst", "--no-header", *protection.tests.split()]
    try:
        done = subprocess.run(
            command, cwd=install.ROOT, env={**os.environ, "PYTHONPATH": str(copy)}, check=False, capture_output=True,
            text=True,
        )  # fmt: skip
    finally:
        path.write_text(whole, encoding="utf-8")
    red = [line.split(" - ")[0] for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    print(f"{'red' if red else 'STILL GREEN':<12} {protection.what:<50} {', '.join(red)}", flush=True)
    return bool(red)


def main() -> int:
    programs = install.sync(dev=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(install.ROOT / "core/src/brobygger", copy / "brobygger")
        results = [turns_red(protection, copy, programs) for protection in PROTECTIONS]
    print(f"\n{sum(results)} of {len(results)} protections are missed when they are gone.")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
