"""Routes, and who they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from brobygger.plugins.errors import PluginFault

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

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


@dataclass(frozen=True, slots=True)
class Route(_Declared):
    """An address, its view, its name, and whom it is for."""

    path: str
    view: View

    def check(self, permissions: frozenset[str]) -> None:
        """Raise PluginFault where the route breaks a rule. *permissions* are those of its plugin."""
        if self.audience is None:
            raise PluginFault(f"the route “{self.name}” ({self.path}) declares no audience: say who it is for")
        if self.audience.permission and self.audience.permission not in permissions:
            raise PluginFault(
                f"the route “{self.name}” asks for “{self.audience}”, which the manifest does not declare"
            )
        if not self.path.startswith("/"):
            raise PluginFault(f"the path of the route “{self.name}” must begin with /, not “{self.path}”")
        if not set(self.methods) <= _METHODS:
            raise PluginFault(f"the route “{self.name}” may use only GET and POST, as forms do")
