"""What people are told, and when: by mail, or by a call where there is only a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.plugin_api import services as core
from brobygger.plugin_api.i18n import use_language
from brobygger.plugin_api.services import PlaceState
from brobygger_volunteering.permissions import MANAGE_SIGNUPS
from brobygger_volunteering.settings import HOURS_A_DAY, Settings
from brobygger_volunteering.signups.models import Signup, State
from brobygger_volunteering.tasks.describe import when, where
from brobygger_volunteering.tasks.services import OWNER

if TYPE_CHECKING:
    from brobygger.plugin_api.services import Contact
    from brobygger_volunteering.tasks.models import Task

#: What a confirmation is about, among all that this plugin has confirmed.
PURPOSE = "signup"


async def ask_to_confirm(signup: Signup, task: Task, contact: Contact, *, client: str) -> None:
    await core.ask_to_confirm(
        contact,
        owner=OWNER,
        purpose=PURPOSE,
        reference=signup.public_id,
        template="volunteering/mail/confirm.txt",
        context=_about(task, contact),
        client=client,
    )


async def tell_outcome(signup: Signup, *, in_person: bool = False) -> None:
    """Tell whether there is a place, or the number in line."""
    assert signup.place is not None
    if signup.place.state == PlaceState.HELD:
        await _tell(signup, "place", in_person=in_person)
    elif signup.place.state == PlaceState.OFFERED:
        await tell_offer(signup)
    else:
        pool = await core.Pool.get(id=signup.task.pool_id)
        position = await core.position_of(signup.place)
        await _tell(signup, "in_line", in_person=in_person, position=position, days=pool.offer_hours // HOURS_A_DAY)


async def tell_offer(signup: Signup) -> None:
    assert signup.place is not None
    await _tell(signup, "offer", until=signup.place.offered_until)


async def tell_expired(signup: Signup) -> None:
    assert signup.place is not None
    await _tell(signup, "expired", position=await core.position_of(signup.place))


async def tell_dropped(signup: Signup) -> None:
    await _tell(signup, "dropped")


async def tell_unplaced(signup: Signup) -> None:
    await _tell(signup, "unplaced")


async def tell_answer(signup: Signup) -> None:
    await _tell(signup, "accepted" if signup.state == State.ACCEPTED else "declined", answer=signup.answer)


async def tell_left(signup: Signup, *, in_person: bool = False) -> None:
    await _tell(signup, "left", in_person=in_person)


async def tell_cancelled(signup: Signup, message: str) -> None:
    await _tell(signup, "cancelled", message=message)


async def tell_message(signup: Signup, message: str) -> None:
    await _tell(signup, "message", message=message)


async def _tell(signup: Signup, letter: str, *, in_person: bool = False, **context: Any) -> None:
    if in_person and not signup.contact.email:
        return  # they are on the phone already
    await core.notify(
        signup.contact,
        owner=OWNER,
        reference=signup.public_id,
        template=f"volunteering/mail/{letter}.txt",
        context={**_about(signup.task, signup.contact), **context},
    )


async def tell_coordinators(signup: Signup) -> None:
    """Tell those who answer that somebody waits, if they want to hear it: once, until the task was looked after.

    Fifty sign-ups in an evening are one mail, not fifty.
    """
    if not (await core.module_settings(Settings, signup.association_id)).tell_coordinators:
        return
    others = Signup.filter(task_id=signup.task_id, state=State.CONFIRMED, place__state=PlaceState.HELD)
    if await others.exclude(id=signup.id).exists():
        return
    association = signup.contact.association
    path = core.site_path("volunteering:manage_task", association=association.slug, task=signup.task.public_id)
    desk_url = core.absolute_url(path)
    for contact in await core.contacts_permitted(MANAGE_SIGNUPS):
        contact.association = association
        if contact.email:
            await core.notify(
                contact,
                owner=OWNER,
                reference=signup.task.public_id,
                template="volunteering/mail/somebody_waits.txt",
                context={**_about(signup.task, contact), "desk_url": desk_url},
            )


def _about(task: Task, contact: Contact) -> dict[str, Any]:
    """Return what every letter may say of the task, in the language of its reader."""
    slug = contact.association.slug
    with use_language(contact.language):
        return {
            "task": task,
            "when": when(task),
            "where": where(task),
            "tasks_url": core.absolute_url(core.site_path("volunteering:association", association=slug)),
        }
