"""Where an account is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import Q

from brobygger import clock
from brobygger.identity.models import ActsFor, Relation, Session
from brobygger.identity.visitor import ActedFor, Visitor
from brobygger.ids import hash_token, secret_token
from brobygger.services import audit
from brobygger.web.formats import today

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from brobygger.identity.models import Account

#: Ends when it was not used for so long,
IDLE: Final = timedelta(days=30)
#: or after so long in any case.
ABSOLUTE: Final = timedelta(days=90)
#: A page costs no write more often than this.
_NOTED_EVERY = timedelta(minutes=5)
#: Runs before every page of somebody signed in, so it is written by hand: the ORM takes longer to build it than the
#: database to answer it.
_LOAD = """
    SELECT session.id AS session_id, session.account_id, session.expires_at, session.last_used_at, account.language,
           acts.relation, acts.starts_on, acts.ends_on, person.id AS person_id, person.public_id, person.name
    FROM core_session session
    JOIN core_account account ON account.id = session.account_id
    LEFT JOIN core_acts_for acts ON acts.account_id = account.id
    LEFT JOIN core_person person ON person.id = acts.person_id
    WHERE session.token_hash = """
_PLACEHOLDERS = {"sqlite": "?", "postgres": "$1"}


async def start_session(account: Account, *, device: str = "") -> str:
    """Sign an account in, in a browser that *device* describes; return the token for its cookie, kept nowhere else."""
    token = secret_token()
    now = clock.now()
    await Session.create(
        token_hash=hash_token(token), account_id=account.id, device=device, last_used_at=now, expires_at=now + ABSOLUTE
    )
    return token


async def load_session(token: str) -> Visitor | None:
    """Return who is signed in with this token, in their account's language; None when nobody is (any more)."""
    if not token:
        return None
    connection = Session._meta.db
    query = _LOAD + _PLACEHOLDERS[connection.capabilities.dialect]
    rows = await connection.execute_query_dict(query, [hash_token(token)])
    if not rows:
        return None
    now = clock.now()
    last_used_at = _moment("last_used_at", rows[0])
    if _moment("expires_at", rows[0]) <= now or last_used_at <= now - IDLE:
        return None
    visitor = _visitor(rows)
    if last_used_at <= now - _NOTED_EVERY:
        await Session.filter(id=visitor.session_id, last_used_at=last_used_at).update(last_used_at=now)
    return visitor


def _visitor(rows: Sequence[Mapping[str, Any]]) -> Visitor:
    day = today()
    persons = [
        ActedFor(row["person_id"], row["public_id"], row["name"], Relation(row["relation"]))
        for row in rows
        if row["person_id"] is not None and _holds(row, day)
    ]
    persons.sort(key=lambda person: (person.relation != Relation.SELF, person.id))
    first = rows[0]
    return Visitor(first["language"], first["account_id"], first["session_id"], tuple(persons))


def _holds(row: Mapping[str, Any], day: date) -> bool:
    """Tell whether the account may act for the person on *day*; SQLite hands out dates as text."""
    columns = ActsFor._meta.fields_map
    starts_on, ends_on = (columns[name].to_python_value(row[name]) for name in ("starts_on", "ends_on"))
    return bool(starts_on <= day and (ends_on is None or day <= ends_on))


def _moment(name: str, row: Mapping[str, Any]) -> datetime:
    moment: datetime = Session._meta.fields_map[name].to_python_value(row[name])
    return moment


async def end_session(token: str) -> None:
    """Sign the browser with this token out; at once, for the cookie as well as for any copy of it."""
    if token:
        await Session.filter(token_hash=hash_token(token)).delete()


async def end_one_session(account_id: int, public_id: str) -> None:
    """Sign one of an account's browsers out; another account's is not touched."""
    if await Session.filter(account_id=account_id, public_id=public_id).delete():
        await audit.record("account.session_ended", object=f"account:{account_id}")


async def end_all_sessions(account_id: int) -> None:
    """Sign an account out everywhere."""
    await Session.filter(account_id=account_id).delete()
    await audit.record("account.sessions_ended", object=f"account:{account_id}")


async def list_sessions(account_id: int) -> list[Session]:
    """Return where an account is signed in, the last used first."""
    now = clock.now()
    running = Session.filter(account_id=account_id, expires_at__gt=now, last_used_at__gt=now - IDLE)
    return await running.order_by("-last_used_at", "-id")


async def delete_ended_sessions() -> int:
    """Delete the rows of sessions that ran out; return how many."""
    now = clock.now()
    return await Session.filter(Q(expires_at__lte=now) | Q(last_used_at__lte=now - IDLE)).delete()
