"""The gate: every route passes it, and what it declares decides who comes through.

Association → enabled → audience → step-up. Anonymous where an audience is needed → sign-in; signed in without the
permission → 403; foreign, absent or switched off → 404, all alike.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route as StarletteRoute

from brobygger import runtime
from brobygger.associations.services import find_association, find_moved_association
from brobygger.db import association_scope
from brobygger.identity.views import proof_needed, sign_in_needed, two_steps_needed
from brobygger.membership.roles.standing import NO_STANDING, Standing, load_standing
from brobygger.modules.scope import module_scope
from brobygger.modules.services import enabled_modules
from brobygger.plugins import MEMBER, PUBLIC, SIGNED_IN, Audience, Route
from brobygger.site.context import host_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from brobygger.associations.models import Association
    from brobygger.identity.visitor import Visitor

#: What no id, slug or token holds, and a database refuses to look for.
_NOT_IN_KEYS = re.compile("[\0-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands before one route."""

    route: Route
    #: Empty for core's own routes.
    plugin: str = ""
    in_association: bool = False

    def as_route(self, path: str) -> StarletteRoute:
        """Return the guarded route for Starlette."""

        async def endpoint(request: Request) -> Response:
            return await self.pass_through(request)

        return StarletteRoute(path, endpoint, methods=list(self.route.methods), name=self.route.name)

    async def pass_through(self, request: Request) -> Response:
        request.state.route = self.route.name
        request.state.takes_files = bool(self.route.upload_bytes)
        try:
            return await self._find_association(request)
        finally:
            await request.close()  # the files that were sent with the form

    async def _find_association(self, request: Request) -> Response:
        if any(map(_NOT_IN_KEYS.search, request.path_params.values())):
            raise HTTPException(404)
        if self.in_association:
            association = await find_association(request.path_params["association"])
            if association is None:
                return await self._moved(request)
        else:
            association = await host_of(request) if self._needs_host() else None
        request.state.modules = await enabled_modules(association.id) if association else frozenset()
        if self.plugin and self.plugin not in request.state.modules and not self._answers_while_off():
            raise HTTPException(404)
        return await self._enter(request, association)

    def _answers_while_off(self) -> bool:
        return self.route.while_off and not self.in_association

    def _needs_host(self) -> bool:
        return bool(self.plugin) or self.route.audience not in {PUBLIC, SIGNED_IN}

    async def _moved(self, request: Request) -> Response:
        """Lead from a printed address to today's; everything else is absent."""
        slug = request.path_params["association"]
        moved = await find_moved_association(slug) if request.method in {"GET", "HEAD"} else None
        if moved is None:
            raise HTTPException(404)
        url = request.url.path.replace(f"/a/{slug}", f"/a/{moved.slug}", 1)
        return RedirectResponse(f"{url}?{request.url.query}" if request.url.query else url, status_code=301)

    async def _enter(self, request: Request, association: Association | None) -> Response:
        visitor: Visitor = request.state.visitor
        standing = NO_STANDING
        if association is not None:
            with association_scope(association.id):
                standing = await load_standing(visitor.person_ids)
        standing, withheld = withhold(standing, visitor)
        request.state.association = association if self.in_association else None
        request.state.membership = standing.membership
        request.state.permissions = standing.permissions
        request.state.standing = standing
        request.state.needs_two_steps = bool(withheld)
        if not admits(self.route.audience, visitor, standing):
            if not visitor.is_signed_in:
                return await sign_in_needed(request)
            if self.route.audience and self.route.audience.permission in withheld:
                return await two_steps_needed(request)
            raise HTTPException(403)
        if self.route.step_up and not visitor.has_proved(factor=self.route.step_up == "factor"):
            return await proof_needed(request, factor=self.route.step_up == "factor")
        with self._scope(association):
            return await self.route.view(request)

    def _scope(self, association: Association | None) -> AbstractContextManager[object]:
        if self.in_association and association is not None:
            return association_scope(association.id)
        return module_scope(self.plugin) if self.plugin else nullcontext()


def withhold(standing: Standing, visitor: Visitor) -> tuple[Standing, frozenset[str]]:
    """Return the standing without permissions, and which those are, when one of its roles asks for two steps and the
    visitor came here by one.
    """
    asking = standing.roles.intersection(runtime.current().settings.security.roles_with_second_factor)
    if not asking or visitor.used_factor:
        return standing, frozenset()
    return replace(standing, permissions=frozenset()), standing.permissions


def admits(audience: Audience | None, visitor: Visitor, standing: Standing) -> bool:
    """Tell whether a visitor with that standing belongs to *audience*."""
    if audience == PUBLIC:
        return True
    if audience == SIGNED_IN:
        return visitor.is_signed_in
    if audience == MEMBER:
        return standing.membership is not None
    return audience is not None and audience.permission in standing.permissions
