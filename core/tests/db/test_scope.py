"""Rows of associations are read and written within a scope, on every way that leads to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import DoesNotExist
from tortoise.expressions import Q

from brobygger.associations.directory.models import AssociationTag
from brobygger.associations.models import Association
from brobygger.db import (
    ForeignAssociation,
    NoAssociationScope,
    ScopedModel,
    association_scope,
    crossing_associations,
    current_association_id,
    selection_scope,
)
from brobygger.membership.models import Contact, Membership
from brobygger.membership.services import add_contact, add_member

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

READS: dict[str, Callable[[], Any]] = {
    "all": Contact.all,
    "filter": lambda: Contact.filter(name="Berta"),
    "exclude": lambda: Contact.exclude(name="nobody"),
    "get": lambda: Contact.get(name="Berta"),
    "get_or_none": lambda: Contact.get_or_none(name="Berta"),
    "first": Contact.first,
    "values": lambda: Contact.all().values("name"),
    "values_list": lambda: Contact.all().values_list("name", flat=True),
    "count": lambda: Contact.all().count(),
    "exists": lambda: Contact.exists(name="Berta"),
    "in_bulk": lambda: Contact.in_bulk([1, 2, 3], "id"),
    "annotate": lambda: Contact.annotate().all(),
    "earliest": lambda: Contact.earliest("id"),
    "latest": lambda: Contact.latest("id"),
    "update": lambda: Contact.filter(name="Berta").update(phone="1"),
    "delete": lambda: Contact.filter(name="Berta").delete(),
    "join": lambda: Membership.filter(contact__name="Berta"),
    "select_related": lambda: Membership.all().select_related("contact"),
    "prefetch": lambda: Membership.all().prefetch_related("contact"),
    "alternatives": lambda: Contact.filter(Q(name="Berta") | Q(name="Anton")),
    "select_for_update": lambda: Contact.all().select_for_update(),
    "raw": lambda: Contact.raw("SELECT * FROM core_contact"),
}


@pytest.fixture
async def anton(association: Association) -> Membership:
    with association_scope(association.id):
        return await add_member(await add_contact(association, "Anton", language="da"))


@pytest.fixture
async def berta(other_association: Association) -> Membership:
    with association_scope(other_association.id):
        return await add_member(await add_contact(other_association, "Berta", language="da"))


@pytest.mark.parametrize("way", READS)
async def test_without_a_scope_nothing_is_read_or_written(way: str, anton: Membership, berta: Membership) -> None:
    with pytest.raises(NoAssociationScope):
        await READS[way]()


@pytest.mark.parametrize("way", [way for way in READS if way != "raw"])
async def test_within_a_scope_nothing_of_another_association_appears(
    way: str, anton: Membership, berta: Membership, association: Association
) -> None:
    with association_scope(association.id):
        try:
            answer = await READS[way]()
        except DoesNotExist:
            answer = None

    assert "Berta" not in str(answer)
    rows = answer if isinstance(answer, list) else [answer]
    assert {row.association_id for row in rows if isinstance(row, ScopedModel)} <= {association.id}
    with crossing_associations("the test looks"):
        assert (await Contact.get(name="Berta")).phone == ""


async def test_raw_sql_on_a_scoped_model_is_refused(association: Association) -> None:
    with association_scope(association.id), pytest.raises(NoAssociationScope, match="raw"):
        await Contact.raw("SELECT * FROM core_contact")


async def test_row_of_another_association_is_not_written(
    anton: Membership, berta: Membership, association: Association
) -> None:
    with crossing_associations("the test takes it along"):
        contact = await Contact.get(name="Berta")

    with association_scope(association.id):
        with pytest.raises(ForeignAssociation):
            await contact.save()
        with pytest.raises(ForeignAssociation):
            await contact.delete()
        with pytest.raises(ForeignAssociation):
            await Contact.bulk_create([contact])
        with pytest.raises(ForeignAssociation):
            await Contact.bulk_update([contact], ["phone"])
        with pytest.raises(ForeignAssociation):
            await contact.refresh_from_db()
        with pytest.raises(ForeignAssociation):
            await Contact.create(
                association_id=contact.association_id, name="Berta", name_folded="berta", language="da"
            )


async def test_row_does_not_move_to_another_association(
    anton: Membership, association: Association, other_association: Association
) -> None:
    with association_scope(association.id):
        contact = await Contact.get(name="Anton")
        contact.association_id = other_association.id
        with pytest.raises(ForeignAssociation):
            await contact.save()
        with pytest.raises(ForeignAssociation):
            await Contact.all().update(association_id=other_association.id)


async def test_selection_reads_its_associations_and_writes_nothing(
    anton: Membership, berta: Membership, other_association: Association
) -> None:
    with selection_scope(lambda: Association.filter(slug="chess").values("id")):
        assert [contact.name for contact in await Contact.all()] == ["Berta"]
        with pytest.raises(ForeignAssociation):
            await (await Contact.get(name="Berta")).save()
        assert current_association_id() is None


async def test_scope_ends_where_its_block_ends(association: Association) -> None:
    with association_scope(association.id):
        assert current_association_id() == association.id
    assert current_association_id() is None
    with pytest.raises(NoAssociationScope):
        await AssociationTag.all()
