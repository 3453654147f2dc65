"""A new board, prepared step by step and handed over in one act. Runs within the association's scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q

from brobygger import clock
from brobygger.db import crossing_associations, transaction
from brobygger.i18n import current_language
from brobygger.membership.contacts import find_or_add_contact
from brobygger.membership.errors import HandoverChangedError
from brobygger.membership.models import Membership, MembershipStatus, RoleAssignment
from brobygger.membership.roles.assignments import all_roles, assign, cut, tell
from brobygger.membership.roles.continuity import keeping_somebody_in_charge
from brobygger.membership.roles.handover_mails import tell_board
from brobygger.membership.roles.models import Assembly, Handover, HandoverSeat
from brobygger.membership.roles.standing import held_on
from brobygger.membership.services import add_member
from brobygger.services import audit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from brobygger.associations.models import Association
    from brobygger.membership.roles import Role

KEPT: Final = timedelta(days=60)
_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class OfficePlan:
    """One office of the new board, beside the old one."""

    role: Role
    seats: list[HandoverSeat] = field(default_factory=list)
    staying: list[HandoverSeat] = field(default_factory=list)
    joining: list[HandoverSeat] = field(default_factory=list)
    #: Of the old board, with their contacts.
    leaving: list[Membership] = field(default_factory=list)


async def offices() -> dict[str, Role]:
    """Return the roles that a general assembly fills, being in charge first."""
    return {key: role for key, role in (await all_roles()).items() if role.is_office}


async def find_handover() -> Handover | None:
    """Return the new board in preparation."""
    return await Handover.get_or_none(done_at=None)


async def prepare(association: Association, *, held_on: date, starts_on: date, decided: str) -> Handover:
    """Begin a new board, in which everybody of the old one goes on; or change the days of the one begun."""
    try:
        async with transaction():
            row = await Handover.create(association=association, held_on=held_on, starts_on=starts_on, decided=decided)
            await _seat_old_board(row)
    except IntegrityError:
        changed = Handover.filter(done_at=None)
        await changed.update(held_on=held_on, starts_on=starts_on, decided=decided, version=F("version") + 1)
        row = await Handover.get(done_at=None)
    return row


async def _seat_old_board(row: Handover) -> None:
    seen = set()
    for held in await _board(row.starts_on):
        if (held.role, held.membership_id) not in seen:
            seen.add((held.role, held.membership_id))
            await HandoverSeat.create(
                association_id=row.association_id, handover=row, role=held.role, membership_id=held.membership_id
            )


async def _board(starts_on: date) -> Sequence[RoleAssignment]:
    """Return who holds an office on the day before *starts_on*, or would from then on."""
    later = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    rows = RoleAssignment.filter(
        Q(held_on(starts_on - _DAY), later, join_type="OR"),
        role__in=list(await offices()), membership__status=MembershipStatus.ACTIVE,
    )  # fmt: skip
    return await rows.select_related("membership__contact").order_by("membership__contact__name_folded", "id")


async def discard(row: Handover) -> None:
    """Throw a preparation away; nothing was changed by it."""
    await Handover.filter(id=row.id, done_at=None).delete()


async def read_seats(row: Handover) -> list[HandoverSeat]:
    """Return the seats of the new board; those of members who left meanwhile fall away."""
    rows = HandoverSeat.filter(handover_id=row.id).select_related("membership__contact").order_by("id")
    return [seat for seat in await rows if seat.membership is None or seat.membership.status == MembershipStatus.ACTIVE]


def seat_name(seat: HandoverSeat) -> str:
    """Return who is to sit there."""
    return seat.membership.contact.name if seat.membership is not None else seat.name


async def plan(row: Handover) -> list[OfficePlan]:
    """Return the new board beside the old one, office by office; five queries."""
    old: dict[str, dict[int, Membership]] = {}
    for held in await _board(row.starts_on):
        old.setdefault(held.role, {})[held.membership_id] = held.membership
    plans = {key: OfficePlan(role) for key, role in (await offices()).items()}
    for seat in await read_seats(row):
        if seat.role in plans:
            of = plans[seat.role]
            of.seats.append(seat)
            (of.staying if seat.membership_id in old.get(seat.role, {}) else of.joining).append(seat)
    for key, of in plans.items():
        seated = {seat.membership_id for seat in of.seats}
        of.leaving = [member for number, member in old.get(key, {}).items() if number not in seated]
    return list(plans.values())


async def set_office(
    row: Handover, role: Role, *, keep: Collection[int], membership: Membership | None = None, name: str = "",
    email: str = "",
) -> None:  # fmt: skip
    """Let the seats *keep* stay in an office of the new board, and add a member, or a new person, to it."""
    async with transaction():
        if not await Handover.filter(id=row.id, done_at=None).update(version=F("version") + 1):
            raise HandoverChangedError
        seats = HandoverSeat.filter(handover_id=row.id, role=role.key)
        await seats.exclude(id__in=list(keep)).delete()
        present = await seats.all()
        if membership is not None and membership.id not in {seat.membership_id for seat in present}:
            await HandoverSeat.create(
                association_id=row.association_id, handover=row, role=role.key, membership=membership
            )
        if name and (name, email) not in {(seat.name, seat.email) for seat in present}:
            await HandoverSeat.create(
                association_id=row.association_id, handover=row, role=role.key, name=name, email=email
            )


async def hand_over(row: Handover, association: Association, *, version: int) -> None:
    """Do it, in one act: the old board's last day, the new one's first, and a mail to each.

    Raises HandoverChangedError when somebody changed or did it meanwhile, and LastAdministratorError, with nothing
    changed, when from the first day on nobody would be in charge who can sign in.
    """
    async with keeping_somebody_in_charge(association.id):
        done = await Handover.filter(id=row.id, version=version, done_at=None).update(done_at=clock.now())
        if not done:
            raise HandoverChangedError
        plans = await plan(row)
        assembly, _created = await Assembly.get_or_create(association_id=association.id, held_on=row.held_on)
        if row.decided:
            await Assembly.filter(id=assembly.id).update(decided=row.decided)
        for of in plans:
            await _fill(of, [await _sit(association, seat) for seat in of.seats], row.starts_on, assembly.id)
        await audit.record("board.handed_over", association_id=association.id, object=f"assembly:{assembly.id}")
        await tell_board(association, row.starts_on, plans)
        await HandoverSeat.filter(handover_id=row.id).delete()


async def _sit(association: Association, seat: HandoverSeat) -> Membership:
    """Return the member of a seat; a new person is written down, and becomes one."""
    if seat.membership is not None:
        return seat.membership
    contact = await find_or_add_contact(association, seat.name, language=current_language(), email=seat.email)
    membership = await Membership.get_or_none(contact_id=contact.id, status=MembershipStatus.ACTIVE)
    membership = membership or await add_member(contact)
    membership.contact = contact
    seat.membership = membership
    return membership


async def _fill(of: OfficePlan, members: list[Membership], starts_on: date, assembly_id: int) -> None:
    """Let an office be held from *starts_on* on by *members*, without end, and until the day before by the old ones."""
    held = RoleAssignment.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), role=of.role.key)
    chosen = {member.id: member for member in members}
    for member in of.leaving:
        await cut(held.filter(membership_id=member.id), starts_on - _DAY)
        await tell("role.ended", member, of.role.key)
    for member in chosen.values():
        own = held.filter(membership_id=member.id)
        await own.filter(starts_on__gt=starts_on).delete()
        if not await own.filter(starts_on__lte=starts_on).update(ends_on=None):
            await assign(member, of.role, starts_on=starts_on, assembly_id=assembly_id)


async def delete_old_handovers() -> None:
    """Delete preparations that nobody finished, and the names in them; and what is left of those that were."""
    with crossing_associations("old preparations are deleted everywhere"):
        await Handover.filter(created_at__lt=clock.now() - KEPT).delete()
