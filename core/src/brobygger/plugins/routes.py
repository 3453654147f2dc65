"""Routes, and who they are for."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.routing import compile_path

from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    View = Callable[[Request], Awaitable[Response]]

_METHODS = frozenset({"GET", "POST"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may come through the gate."""

    kind: Literal["public", "signed_in", "member", "permission"]
    permission: str = ""

    def __str__(self) -> str:
        return self.permission or self.kind


PUBLIC = Audience("public")
SIGNED_IN = Audience("signed_in")
MEMBER = Audience("member")


def permission(name: str) -> Audience:
    """Return the audience of those who hold the permission called *name*."""
    return Audience("permission", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    name: str
    methods: Sequence[str] = ("GET",)
    #: There is no default that lets anybody in: a route without an audience quarantines its plugin.
    audience: Audience | None = None
    #: Only for somebody who showed in the last quarter of an hour that they are who is signed in; ``"factor"``: with a
    #: passkey or a second factor. Everybody else is asked, and comes back with what they typed.
    step_up: bool | Literal["factor"] = False
    #: How large a form with a file may be; 0 takes no files.
    upload_bytes: int = 0
    #: Of the whole site, and answers while the module is off as well: a link in a mail that was sent, or a machine's
    #: way in. Its view names the rows it touches, and crosses associations to find them.
    while_off: bool = False


@dataclass(frozen=True, slots=True)
class Route(_Declared):
    """An address, its view, its name, and whom it is for."""

    path: str
    view: View

    def check(self, permissions: Collection[str]) -> None:
        """Raise PluginFault where the route breaks a rule. *permissions* are those of its plugin."""
        label = f"the route “{self.name}” ({self.path})"
        if self.audience is None:
            raise PluginFault(f"{label} declares no audience: say who it is for")
        if self.audience.permission and self.audience.permission not in permissions:
            raise PluginFault(f"{label} asks for “{self.audience}”, which the manifest does not declare")
        if self.step_up and self.audience == PUBLIC:
            raise PluginFault(f"{label} steps up, but is for everybody: say who has to be signed in")
        if self.while_off and self.audience != PUBLIC:
            raise PluginFault(f"{label} answers while the module is off, so it must be for everybody")
        if not inspect.iscoroutinefunction(self.view):
            raise PluginFault(f"the view of {label} must be “async def”")
        if not self.methods or not set(self.methods) <= _METHODS:
            raise PluginFault(f"{label} must answer GET, POST or both, as forms do")
        self._check_path(label)

    def _check_path(self, label: str) -> None:
        if not self.path.startswith("/"):
            raise PluginFault(f"the path of {label} must begin with /")
        try:
            _, _, parameters = compile_path(self.path)
        except (AssertionError, ValueError) as error:
            raise PluginFault(f"the path of {label} is not one: {error}") from None
        if "association" in parameters:
            raise PluginFault(f"the path of {label} has “association”, which is the gate's: call it something else")


def check_routes(routes: Sequence[Route], permissions: Collection[str]) -> None:
    """Raise PluginFault for the first of a plugin's routes below one prefix that breaks a rule."""
    seen: set[tuple[str, str]] = set()
    for route in routes:
        route.check(permissions)
        answers = {(method, route.path) for method in route.methods}
        if answers & seen:
            raise PluginFault(f"the route “{route.name}” is never reached: another one answers {route.path} before it")
        seen |= answers
