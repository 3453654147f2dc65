"""The hooks: what a plugin may be asked and told.

Each says whose implementations run, whether they may be ``async def``, and what happens when one fails.
Implementations take the arguments they need, by name, and no defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pluggy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence
    from datetime import date

    from starlette.requests import Request

    from brobygger.associations.models import Association
    from brobygger.identity.models import Person
    from brobygger.membership.models import Contact, Membership
    from brobygger.plugins.payloads import (
        AssistedAction,
        DueDeletion,
        ErasureReport,
        Figure,
        Fragment,
        MailQueue,
        MyItem,
        NavigationItem,
        Need,
        PeriodicTask,
        PersonalExport,
    )
    from brobygger.plugins.routes import Route

    Subject: TypeAlias = Person | Contact

PROJECT: Final = "brobygger"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

#: Hooks that are called while the site is built, where nothing can be awaited.
SYNC_HOOKS: Final = frozenset({"association_routes", "site_routes", "periodic_tasks", "mail_queues"})


@hookspec
def association_routes() -> Sequence[Route]:
    """Return the pages below ``/a/{association}/{path}``. All loaded plugins; sync; a failure quarantines."""


@hookspec
def site_routes() -> Sequence[Route]:
    """Return the pages below ``/{path}``. All loaded plugins; sync; a failure quarantines."""


@hookspec
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Return what is done again and again. All loaded plugins; sync; a failure quarantines."""


@hookspec
def mail_queues() -> Sequence[MailQueue[Any]]:
    """Return where rows wait that become mails to many. All loaded plugins; sync; a failure quarantines."""


@hookspec
def module_enabled(association: Association, account_id: int | None) -> Awaitable[None] | None:
    """Prepare for an association. That plugin, in the transaction; may be async; a failure leaves the module off."""


@hookspec
def module_disabled(association: Association, account_id: int | None) -> Awaitable[None] | None:
    """Say goodbye to an association. That plugin; may be async; a failure is logged, the module is off all the same."""


@hookspec
def navigation_items(
    request: Request, association: Association, membership: Membership | None
) -> Sequence[NavigationItem] | Awaitable[Sequence[NavigationItem]]:
    """Return entries of the association's menu. Enabled modules; may be async; a failure is skipped and logged."""


@hookspec
def slot_fragments(
    slot: str, request: Request, association: Association, membership: Membership | None, subject: Any
) -> Sequence[Fragment] | Awaitable[Sequence[Fragment]]:
    """Return pieces for a named place of a page. Enabled modules; may be async; a failure is skipped and logged."""


@hookspec
def front_page_needs(request: Request) -> Sequence[Need] | Awaitable[Sequence[Need]]:
    """Return ways in from the home page. Modules of the host; may be async; a failure is skipped and logged."""


@hookspec
def my_items(subject: Subject) -> Sequence[MyItem] | Awaitable[Sequence[MyItem]]:
    """Return what a person or a contact joined. All loaded plugins look at enabled associations; may be async;
    a failure is skipped and logged.
    """


@hookspec
def assisted_actions(
    association: Association, contact: Contact
) -> Sequence[AssistedAction] | Awaitable[Sequence[AssistedAction]]:
    """Return what a helper can sign somebody up for. Enabled modules; may be async; a failure is skipped and logged."""


@hookspec
def departure_obstacles(membership: Membership) -> Sequence[str] | Awaitable[Sequence[str]]:
    """Return what has to be settled before a member leaves. Enabled modules; may be async; a failure counts as an
    obstacle.
    """


@hookspec
def contact_confirmed(
    association: Association, contact: Contact, purpose: str, reference: str
) -> Awaitable[None] | None:
    """Hear that a contact confirmed what the plugin asked. That plugin, in the transaction; may be async; a failure
    rolls the confirmation back.
    """


@hookspec
def place_changed(
    association: Association, pool_reference: str, place_reference: str, change: str
) -> Awaitable[None] | None:
    """Hear that a place was offered, that its offer ran out and it is last in line now, or that it left the line since
    it was offered twice without an answer (*change*: ``offered``, ``expired``, ``dropped``). The pool's owner, in the
    transaction; may be async; a failure rolls the change back, and it is tried again later.
    """


@hookspec
def member_joined(association: Association, membership: Membership) -> Awaitable[None] | None:
    """Hear of a new member. All loaded plugins, later, at least once; may be async; tried again, then parked."""


@hookspec
def membership_changed(association: Association, membership: Membership) -> Awaitable[None] | None:
    """Hear of changed roles. All loaded plugins, later, at least once; may be async; tried again, then parked."""


@hookspec
def member_left(association: Association, membership: Membership) -> Awaitable[None] | None:
    """Hear of a member who left. All loaded plugins, later, at least once; may be async; tried again, then parked."""


@hookspec
def task_due(association: Association | None, name: str, payload: Mapping[str, Any]) -> Awaitable[None] | None:
    """Do what the plugin had scheduled. That plugin, in a transaction and in the association's scope; may be async;
    tried again, then parked.
    """


@hookspec
def figures(association: Association, year: int) -> Sequence[Figure] | Awaitable[Sequence[Figure]]:
    """Return counts of a year. Enabled modules; may be async; a failure is skipped and logged."""


@hookspec
def due_deletions(association: Association, until: date) -> Sequence[DueDeletion] | Awaitable[Sequence[DueDeletion]]:
    """Return what retention deletes by *until*. Modules that are or were on; may be async; a failure is skipped and
    logged.
    """


@hookspec
def export_personal_data(subject: Subject) -> Sequence[PersonalExport] | Awaitable[Sequence[PersonalExport]]:
    """Return what is kept of a subject. All loaded plugins; may be async; a failure fails the export and is named."""


@hookspec
def erase_personal_data(subject: Subject) -> ErasureReport | Awaitable[ErasureReport]:
    """Erase a subject. All loaded plugins; may be async; a failure fails the erasure and is named."""


@hookspec
def load_demo(associations: Mapping[str, Association]) -> Awaitable[None] | None:
    """Add demonstration data to the demonstration's associations, by slug. All loaded plugins; may be async; a failure
    is heard.
    """
