"""What one running site is made of.

Services take what they need from here instead of from module globals, so that several sites can live in one process,
as they do in the tests.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brobygger.associations.models import Association
    from brobygger.clock import Clock
    from brobygger.i18n import Catalogs
    from brobygger.membership.models import Contact
    from brobygger.plugins import MyItem, PluginHost
    from brobygger.settings import Settings
    from brobygger.web.colours import AccentRules
    from brobygger.web.static import StaticFiles
    from brobygger.web.templates import TemplateSet
    from brobygger.web.urls import Urls


class CoreHooks(Protocol):
    """What lower parts of core have higher ones do, which they cannot import."""

    async def association_created(self, association: Association) -> None:
        """Give a new association what every one begins with."""

    async def contact_confirmed(self, contact: Contact, *, purpose: str, reference: str) -> None:
        """Hear that *contact* confirmed something that core asked."""

    async def what_is_confirmed(self, contact: Contact, *, purpose: str, reference: str) -> list[str]:
        """Return the paragraphs that stand above the button, where it says yes to more than “it was me”."""

    async def may_join(self) -> bool:
        """Tell whether anybody can ask to be a member of the association in scope."""

    async def own_items(self, contact: Contact) -> list[MyItem]:
        """Return what *contact* joined in core itself."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of one site, chosen once at its start."""

    settings: Settings
    clock: Clock
    plugins: PluginHost
    core: CoreHooks
    catalogs: Catalogs
    templates: TemplateSet
    static: StaticFiles
    urls: Urls
    secret_key: bytes = field(repr=False)
    #: What the theme lets associations change; none where it lets them change nothing.
    accents: AccentRules | None = None


_current: ContextVar[Runtime] = ContextVar("brobygger_runtime")


def current() -> Runtime:
    """Return the running site.

    Raises RuntimeError outside of one: a request, a worker, a command or a test activates it.
    """
    try:
        return _current.get()
    except LookupError:
        message = "no site is running here: call this from a request, a worker, or within runtime.activate()"
        raise RuntimeError(message) from None


@contextmanager
def activate(runtime: Runtime) -> Iterator[Runtime]:
    """Make *runtime* the running site for the code inside, and for the tasks it starts."""
    token = _current.set(runtime)
    try:
        yield runtime
    finally:
        _current.reset(token)
