"""What lower parts of core have higher ones do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger.membership.applications.answers import applicant_confirmed, statements
from brobygger.membership.applications.reading import own_items
from brobygger.membership.kinds.services import create_default_kinds, joinable_kinds

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.membership.models import Contact
    from brobygger.plugins import MyItem


class Hooks:
    """See ``runtime.CoreHooks``."""

    async def association_created(self, association: Association) -> None:
        await create_default_kinds(association)

    async def contact_confirmed(self, contact: Contact, *, purpose: str, reference: str) -> None:
        await applicant_confirmed(contact, purpose=purpose, reference=reference)

    async def what_is_confirmed(self, contact: Contact, *, purpose: str, reference: str) -> list[str]:
        return await statements(contact, purpose=purpose, reference=reference)

    async def may_join(self) -> bool:
        return bool(await joinable_kinds())

    async def own_items(self, contact: Contact) -> list[MyItem]:
        return await own_items(contact)
