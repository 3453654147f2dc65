"""Where an account is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tortoise.expressions import Q

from brobygger import clock
from brobygger.identity.factor_models import Authenticator
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
#: or after so long in any case;
ABSOLUTE: Final = timedelta(days=90)
#: both sooner for somebody with a role, who sees what others told the association.
ROLE_IDLE: Final = timedelta(hours=3)
ROLE_ABSOLUTE: Final = timedelta(hours=12)
#: So long the second factor may be typed after the mail was answered.
PENDING: Final = timedelta(minutes=10)
#: A page costs no write more often than this.
_NOTED_EVERY = timedelta(minutes=5)
#: Runs before every page of somebody signed in, so it is written by hand: the ORM takes longer to build it than the
#: database to answer it.
_LOAD = """
    SELECT session.id AS session_id, session.account_id, session.created_at, session.expires_at, session.last_used_at,
           account.language, acts.relation, acts.starts_on, acts.ends_on, person.id AS person_id, person.public_id,
           person.name,
           EXISTS (
               SELECT 1 FROM core_contact contact
               JOIN core_membership member ON member.contact_id = contact.id AND member.status = 'active'
               JOIN core_role_assignment role
                   ON role.association_id = member.association_id AND role.membership_id = member.id
               WHERE contact.person_id = person.id
                   AND role.starts_on <= {day} AND (role.ends_on IS NULL OR role.ends_on >= {day})
           ) AS has_role,
           session.proved_at, session.factor_at,
           EXISTS (SELECT 1 FROM core_authenticator app WHERE app.account_id = account.id
                   AND app.confirmed_at IS NOT NULL)
           OR EXISTS (SELECT 1 FROM core_passkey passkey WHERE passkey.account_id = account.id) AS has_factor
    FROM core_session session
    JOIN core_account account ON account.id = session.account_id
    LEFT JOIN core_acts_for acts ON acts.account_id = account.id
    LEFT JOIN core_person person ON person.id = acts.person_id
    WHERE session.token_hash = {token} AND NOT session.is_pending
"""
_PLACEHOLDERS = {
    "sqlite": {"token": "?1", "day": "?2"},
    "postgres": {"token": "$1", "day": "$2::text::date"},
}


async def start_session(account: Account, *, device: str = "", proved: bool = False) -> str:
    """Sign an account in, in a browser that *device* describes; return the token for its cookie, kept nowhere else.

    An account with a second factor is not signed in before that is *proved* (or a passkey, which is two in one): until
    then nobody is, with this token.
    """
    token = secret_token()
    now = clock.now()
    pending = not proved and await Authenticator.filter(account_id=account.id, confirmed_at__isnull=False).exists()
    await Session.create(
        token_hash=hash_token(token),
        account_id=account.id,
        device=device,
        last_used_at=now,
        expires_at=now + (PENDING if pending else ABSOLUTE),
        is_pending=pending,
        proved_at=now,
        factor_at=now if proved else None,
    )
    return token


async def renew_session(session_id: int | None, *, factor: bool) -> str:
    """Write down that the session's owner showed that it is them; return the session's new token, the old one is over.

    *factor*: they did so with a passkey or the second factor.
    """
    token, now = secret_token(), clock.now()
    moments = {"proved_at": now, "factor_at": now} if factor else {"proved_at": now}
    await Session.filter(id=session_id, is_pending=False).update(token_hash=hash_token(token), **moments)
    return token


async def find_pending(token: str) -> Session | None:
    """Return the session that waits for its second factor."""
    waiting = Session.filter(token_hash=hash_token(token), is_pending=True, expires_at__gt=clock.now())
    return await waiting.select_related("account").first()


async def load_session(token: str) -> Visitor | None:
    """Return who is signed in with this token, in their account's language; None when nobody is (any more)."""
    if not token:
        return None
    connection = Session._meta.db
    query = _LOAD.format(**_PLACEHOLDERS[connection.capabilities.dialect])
    rows = await connection.execute_query_dict(query, [hash_token(token), today().isoformat()])
    if not rows:
        return None
    now = clock.now()
    visitor = _visitor(rows)
    created_at, last_used_at, expires_at = (
        _moment(name, rows[0]) for name in ("created_at", "last_used_at", "expires_at")
    )
    if expires_at <= now or not _runs(created_at, last_used_at, has_role=visitor.has_role):
        return None
    if last_used_at <= now - _NOTED_EVERY:
        await Session.filter(id=visitor.session_id, last_used_at=last_used_at).update(last_used_at=now)
    return visitor


def _runs(created_at: datetime, last_used_at: datetime, *, has_role: bool) -> bool:
    idle, absolute = (ROLE_IDLE, ROLE_ABSOLUTE) if has_role else (IDLE, ABSOLUTE)
    now = clock.now()
    return last_used_at > now - idle and created_at > now - absolute


def _visitor(rows: Sequence[Mapping[str, Any]]) -> Visitor:
    day = today()
    held = [row for row in rows if row["person_id"] is not None and _holds(row, day)]
    persons = [ActedFor(row["person_id"], row["public_id"], row["name"], Relation(row["relation"])) for row in held]
    persons.sort(key=lambda person: (person.relation != Relation.SELF, person.id))
    first = rows[0]
    has_role = any(row["has_role"] for row in held)
    return Visitor(
        first["language"],
        first["account_id"],
        first["session_id"],
        tuple(persons),
        has_role,
        proved_at=_moment("proved_at", first),
        factor_at=_moment("factor_at", first) if first["factor_at"] else None,
        has_factor=bool(first["has_factor"]),
    )


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


async def end_other_sessions(account_id: int, session_id: int | None) -> int:
    """Sign an account out everywhere but in the session *session_id*; return from how many browsers.

    Called whenever the ways into an account change, so that whoever got in by the old ones is out.
    """
    ended = await Session.filter(account_id=account_id).exclude(id=session_id or 0).delete()
    await audit.record("account.sessions_ended", object=f"account:{account_id}")
    return ended


async def list_sessions(account_id: int, *, has_role: bool = False) -> list[Session]:
    """Return where an account is signed in, the last used first; sooner over for one that *has_role*."""
    running = Session.filter(account_id=account_id, is_pending=False, expires_at__gt=clock.now())
    sessions = await running.order_by("-last_used_at", "-id")
    return [row for row in sessions if _runs(row.created_at, row.last_used_at, has_role=has_role)]


async def delete_ended_sessions() -> int:
    """Delete the rows of sessions that ran out; return how many."""
    now = clock.now()
    return await Session.filter(Q(expires_at__lte=now) | Q(last_used_at__lte=now - IDLE)).delete()
