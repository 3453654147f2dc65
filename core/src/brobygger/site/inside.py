"""“Inside the association”: one page with the ways to everything that members and those in charge use there.

The menu of an association's pages stays short, so that it fits a phone: its profile, what its modules offer, and this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from brobygger.i18n import lazy
from brobygger.membership.roles import (
    ASSIST,
    EDIT_PROFILE,
    HOST_PERMISSIONS,
    LOOK_AFTER_ASSOCIATIONS,
    MAKE_CALLS,
    MANAGE_MEMBERS,
    MANAGE_MODULES,
    MANAGE_ROLES,
    READ_AUDIT,
    READ_FIGURES,
    READ_RECORD,
    TAKE_OVER,
)
from brobygger.plugins import MEMBER, Route
from brobygger.web.pages import render
from brobygger.web.urls import url_for

if TYPE_CHECKING:
    from collections.abc import Container

    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to one page; without a permission it is every member's."""

    route: str
    title: str
    explanation: str
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that are looked for together."""

    title: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        lazy("The associations of the site"),
        (
            Entry(
                "proposals",
                lazy("Proposed associations"),
                lazy("Somebody wants a page here and waits for your answer."),
                LOOK_AFTER_ASSOCIATIONS,
            ),
            Entry(
                "associations:stale",
                lazy("Old profiles"),
                lazy("Nobody has looked them through for a year."),
                LOOK_AFTER_ASSOCIATIONS,
            ),
            Entry(
                "alone",
                lazy("Without anybody in charge"),
                lazy("Associations on the site that need your help."),
                TAKE_OVER,
            ),
        ),
    ),
    Group(
        lazy("People"),
        (
            Entry(
                "members",
                lazy("Members"),
                lazy("Who belongs to the association, and how to reach them."),
                MANAGE_MEMBERS,
            ),
            Entry("roles", lazy("Roles"), lazy("Which tasks people have, and a new board."), MANAGE_ROLES),
            Entry("access", lazy("Who may do what"), lazy("Who can see what you told the association, by name.")),
            Entry(
                "applications",
                lazy("Who would like to be a member"),
                lazy("They wait for your answer."),
                MANAGE_MEMBERS,
            ),
            Entry(
                "kinds",
                lazy("Kinds of membership"),
                lazy("How one can belong to you, and what you ask those who want to."),
                MANAGE_MEMBERS,
            ),
            Entry(
                "calls",
                lazy("Calls to make"),
                lazy("People without an e-mail address wait to hear from you."),
                MAKE_CALLS,
            ),
            Entry(
                "assisted",
                lazy("Help somebody here or on the phone"),
                lazy("Register somebody who has no e-mail, and print what was agreed."),
                ASSIST,
            ),
        ),
    ),
    Group(
        lazy("What everybody sees"),
        (
            Entry(
                "associations:edit",
                lazy("Edit profile"),
                lazy("Who you are, when one can meet you, and whom one can ask."),
                EDIT_PROFILE,
            ),
            Entry(
                "branding",
                lazy("Logo and pictures"),
                lazy("Your logo, up to six photos, and the colour of your pages."),
                EDIT_PROFILE,
            ),
            Entry(
                "modules", lazy("Modules"), lazy("Switch on what you need, and off what you do not."), MANAGE_MODULES
            ),
        ),
    ),
    Group(
        lazy("Good order"),
        (
            Entry("figures", lazy("Figures"), lazy("For the annual report and for applications."), READ_FIGURES),
            Entry("log", lazy("What was done"), lazy("Who did what, and when."), READ_AUDIT),
            Entry(
                "privacy:record",
                lazy("What is kept about people"),
                lazy("The record that the law asks for, and why each thing is kept."),
                READ_RECORD,
            ),
            Entry(
                "privacy:deletions",
                lazy("What is deleted soon"),
                lazy("What goes within a month, and by which rule."),
                READ_RECORD,
            ),
        ),
    ),
)


def groups_for(permissions: Container[str]) -> list[Group]:
    """Return what somebody with *permissions* can go to."""
    groups = (
        Group(
            group.title,
            tuple(entry for entry in group.entries if not entry.permission or entry.permission in permissions),
        )
        for group in GROUPS
    )
    return [group for group in groups if group.entries]


async def inside(request: Request) -> Response:
    held = request.state.permissions
    if not request.state.association.is_host:
        held -= HOST_PERMISSIONS
    groups = [
        (group.title, [{"title": entry.title, "text": entry.explanation, "url": url_for(request, entry.route)}
                       for entry in group.entries])
        for group in groups_for(held)
    ]  # fmt: skip
    return await render(request, "core/inside.html", {"groups": groups})


ASSOCIATION_ROUTES = [Route("/inside", inside, name="inside", audience=MEMBER)]
