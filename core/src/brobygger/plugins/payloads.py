"""What hooks return, apart from routes."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cronsim import CronSim, CronSimError

from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

R = TypeVar("R")
#: A schedule is read from some moment on; whether it is one does not depend on which.
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of an association's menu."""

    title: str
    #: The name of a route of the plugin's own that answers GET and has no parameters: ``volunteering:tasks``.
    route: str
    #: Shown only to those who hold it.
    permission: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a page: a template and its context, never HTML, so that it is escaped and a theme can replace it."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True, slots=True)
class Need:
    """A way into the site, in the words of the one who needs it: “Jeg vil være frivillig”."""

    title: str
    text: str
    url: str
    order: int = 100


@dataclass(frozen=True, slots=True)
class AssistedAction:
    """Something that a helper can sign up for on behalf of somebody at the desk or on the phone."""

    title: str
    url: str
    text: str = ""
    #: Shown only to helpers who hold it.
    permission: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class MyItem:
    """Something a person joined or asked for. Raises ValueError for a time that is not of any zone."""

    title: str
    url: str
    association: str
    status: str
    #: open, waiting, action, done, late or stopped
    status_kind: str = "open"
    #: The person has to do something.
    awaits: bool = False
    at: datetime | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if self.at is not None and self.at.utcoffset() is None:
            raise ValueError("“at” has no time zone, and could not be sorted among the others")


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Something done again and again. *schedule* is a cron expression in the site's time zone."""

    name: str
    schedule: str
    run: Callable[[], Awaitable[None]]
    #: Goes on while the module is disabled: deletion on time, and nothing else.
    retention: bool = False

    def check(self) -> None:
        """Raise PluginFault where the task could never run."""
        try:
            CronSim(self.schedule, _ANY_MOMENT)
        except CronSimError as error:
            raise PluginFault(f"the schedule “{self.schedule}” of “{self.name}” is not one: {error}") from None
        if not inspect.iscoroutinefunction(self.run):
            raise PluginFault(f"what the periodic task “{self.name}” runs must be “async def”")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as it goes over the wire."""

    sender: str
    recipient: str
    content: bytes
    #: The same at every try: of two files with one name the second replaces the first.
    name: str


class MailQueue(ABC, Generic[R]):
    """Rows of *model*, each a mail to one person, that core sends in time, once, by several connections of their own:
    a letter to thousands keeps nobody's sign-in mail waiting.
    """

    #: A ``MailRow``.
    model: type[R]
    #: A condition in SQL, without values of anybody's, that still has to hold when a mail is begun.
    may_begin: str = "TRUE"

    @abstractmethod
    async def claim(self, limit: int, lease: timedelta) -> Sequence[R]:
        """Take up to *limit* due rows for the time of *lease*, with ``claim_due`` and one lease for all of them."""

    @abstractmethod
    async def envelope(self, row: R) -> Envelope:
        """Return *row* as a mail."""

    async def ended(self, rows: Sequence[tuple[R, str]]) -> None:
        """Hear which state each of *rows* ended in (sent, failed, unknown), in the transaction that writes it down. The
        ``error`` of a row is what the mail server answered, such as ``550``.
        """


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there were of something in a year, and nothing about anybody."""

    title: str
    number: int
    order: int = 100


@dataclass(frozen=True, slots=True)
class DueDeletion:
    """Something about a person that is deleted soon."""

    what: str
    on: date
    #: The rule by which it goes.
    why: str
    #: Shown only to those who hold it, as they see the thing itself.
    permission: str


@dataclass(frozen=True, slots=True)
class PersonalExport:
    """What a plugin keeps of somebody, as plain values, days and moments by heading."""

    title: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What a plugin did when somebody was erased."""

    erased: int
    kept: tuple[str, ...] = ()
