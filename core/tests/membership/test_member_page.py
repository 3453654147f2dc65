"""The page of one member, for those who look after members."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from brobygger.db import association_scope
from brobygger.membership.models import Contact, Membership, MembershipStatus
from brobygger.membership.services import add_contact, add_member
from brobygger.services.audit.models import AuditEntry
from brobygger.services.confirmation import manage_token
from brobygger.web.formats import today

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client


@pytest.fixture
async def bo(association: Association) -> Membership:
    """Bo, who was a member, left, and came back."""
    with association_scope(association.id):
        contact = await add_contact(association, "Bo Bank", language="da", email="bo@example.org")
        first = await add_member(contact)
        await Membership.filter(id=first.id).update(
            status=MembershipStatus.ENDED,
            starts_on=today() - timedelta(days=900),
            ends_on=today() - timedelta(days=400),
        )
        return await add_member(contact)


async def test_page_shows_every_time_somebody_was_a_member(administrator: Client, bo: Membership) -> None:
    listed = await administrator.get("/a/choir/members")
    page = await administrator.get(listed.links()["Bo Bank"])

    assert page.main.count("Member from") == 1
    assert page.main.count("Member since") == 1
    assert page.path.endswith(bo.public_id)


async def test_name_and_address_are_changed_and_found_by_the_new_ones(
    administrator: Client, client: Client, bo: Membership
) -> None:
    with association_scope(bo.association_id):
        old_link = manage_token(await Contact.get(id=bo.contact_id))
    path = f"/a/choir/members/{bo.public_id}/edit"

    page = await administrator.submit(path, name="Bo Åbjerg", email="aabjerg@example.org", phone="27 78 97 93")

    assert "Bo Åbjerg" in page.main
    assert "Bo Åbjerg" in (await administrator.get("/a/choir/members", params={"q": "aabjerg"})).main
    assert (await client.get(f"/manage/{old_link}")).status == 404
    assert await AuditEntry.filter(action="contact.saved").count() == 1


async def test_who_edits_an_older_version_is_told(administrator: Client, bo: Membership) -> None:
    path = f"/a/choir/members/{bo.public_id}/edit"
    old = await administrator.get(path)
    await administrator.submit(path, name="Bo the First")

    page = await administrator.submit(old, name="Bo the Second")

    assert "Somebody else saved it" in page.main
    assert "Bo the First" in (await administrator.get(f"/a/choir/members/{bo.public_id}")).main


async def test_what_is_mistyped_is_kept_beside_a_message(administrator: Client, bo: Membership) -> None:
    page = await administrator.submit(f"/a/choir/members/{bo.public_id}/edit", name="", email="bo@", phone="12")

    assert page.status == 422
    assert len(page.errors) == 3
    assert page.form().values()["email"] == "bo@"


async def test_page_is_only_for_those_who_manage_members_of_this_association(
    other_association: Association, administrator: Client, coordinator: Client, member: Client, bo: Membership
) -> None:
    with association_scope(other_association.id):
        foreign = await add_member(await add_contact(other_association, "Secret Sune", language="da"))

    for ending in ("", "/edit"):
        assert (await administrator.get(f"/a/choir/members/{foreign.public_id}{ending}")).status == 404
        for browser in (coordinator, member):
            assert (await browser.get(f"/a/choir/members/{bo.public_id}{ending}")).status == 403
