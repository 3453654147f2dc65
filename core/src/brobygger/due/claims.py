"""Taking due rows so that no two workers take the same one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog
from tortoise.connection import get_connections

from brobygger import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brobygger.due.models import DueRow

R = TypeVar("R", bound="DueRow")
log = structlog.get_logger("brobygger.due")
LEASE = timedelta(minutes=5)
#: How long to wait after each failure; then the row is parked.
BACK_OFF_SECONDS = (10, 30, 60, 300, 900, 1800)
#: How soon work that waits for its module is looked at again.
LOOK_AGAIN = timedelta(minutes=5)


async def claim_due(model: type[R], *, limit: int, lease: timedelta = LEASE, only: str = "") -> Sequence[R]:
    """Take up to *limit* due rows of *model* for the time of a lease, the longest due first.

    *only* is a condition on the row in SQL, without values of anybody's. Rows whose lease ran out are taken again:
    whoever had them was killed.
    """
    connection = get_connections().get("default")
    table, moment = model._meta.db_table, clock.now()
    skip = "FOR UPDATE SKIP LOCKED" if connection.capabilities.dialect == "postgres" else ""
    due, until = ("$1", "$2") if connection.capabilities.dialect == "postgres" else ("?1", "?2")
    field = model._meta.fields_map["due_at"]
    values = [field.to_db_value(at, model) for at in (moment, moment + lease)]
    # Not execute_query: on PostgreSQL it tells how many rows were updated, and drops what RETURNING returns.
    rows = await connection.execute_query_dict(
        f'UPDATE "{table}" SET lease_until = {until} WHERE id IN ('  # noqa: S608  # the table's own name
        f'SELECT id FROM "{table}" WHERE failed_at IS NULL AND due_at <= {due} '
        f"AND (lease_until IS NULL OR lease_until <= {due}) {f'AND {only}' if only else ''} "
        f"ORDER BY due_at, id LIMIT {int(limit)} {skip}) RETURNING id",
        values,
    )
    ids = [row["id"] for row in rows]
    return await model.filter(id__in=ids).order_by("due_at", "id") if ids else []


async def put_back(row: DueRow, error: BaseException | str) -> None:
    """Let a row be tried again later, or park it when it failed too often; unless another took it meanwhile."""
    text = error if isinstance(error, str) else type(error).__name__
    attempts, moment = row.attempts + 1, clock.now()
    parked = attempts > len(BACK_OFF_SECONDS)
    wait = timedelta(seconds=0 if parked else BACK_OFF_SECONDS[attempts - 1])
    put = await type(row).filter(id=row.id, lease_until=row.lease_until).update(
        attempts=attempts, error=text[:200], lease_until=None,
        due_at=moment + wait, failed_at=moment if parked else None,
    )  # fmt: skip
    if put and parked:  # nobody else tells the operator
        log.error("due work was given up", table=row._meta.db_table, row=row.id, error=text[:200])


async def let_wait(row: DueRow) -> None:
    """Look at a row again later: it did not fail, its module is off."""
    held = type(row).filter(id=row.id, lease_until=row.lease_until)
    await held.update(lease_until=None, due_at=clock.now() + LOOK_AGAIN)
