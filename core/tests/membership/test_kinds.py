"""An association names how one can belong to it, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brobygger.db import association_scope
from brobygger.membership.kinds.models import Entry, KindQuestion, MembershipKind, Sort
from brobygger.membership.services import add_contact, add_member

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.testing.client import Client

KINDS = "/a/choir/kinds"


async def _kind(association: Association, sort: Sort) -> MembershipKind:
    with association_scope(association.id):
        return await MembershipKind.get(sort=sort)


async def _create(browser: Client, **values: Any) -> None:
    await browser.submit(f"{KINDS}/new", **{"title": "Singer", "entry": "open", **values})


async def test_every_association_begins_with_kinds(administrator: Client) -> None:
    page = await administrator.get(KINDS)

    assert [row.get_text(strip=True) for row in page.soup.select("main h2")] == [
        "Active member", "Supporting member", "Honorary member",
    ]  # fmt: skip


async def test_association_names_a_kind_and_one_can_be_a_member_of_it(administrator: Client) -> None:
    await _create(administrator, explanation="Sings every Monday", trial_days="30", who=["person", "group"])

    assert "Sings every Monday" in (await administrator.get(KINDS)).main
    assert "Singer" in (await administrator.get("/a/choir/members/new")).main
    assert "30 days" in (await administrator.get("/a/choir/join")).main


async def test_kind_needs_a_name_and_somebody_it_is_for(administrator: Client) -> None:
    page = await administrator.submit(f"{KINDS}/new", title=" ", who=None, trial_days="-3")

    assert page.status == 422
    assert page.errors == ["Write what you call it", "Choose at least one", "Write a number of days from 1 to 366"]


async def test_who_saves_an_older_version_is_told(association: Association, administrator: Client) -> None:
    kind = await _kind(association, Sort.ACTIVE)
    old = await administrator.get(f"{KINDS}/{kind.public_id}")
    await administrator.submit(f"{KINDS}/{kind.public_id}", title="Singer")

    page = await administrator.submit(old, title="Chorist")

    assert "Somebody else saved it" in page.main
    assert (await _kind(association, Sort.ACTIVE)).title == "Singer"


async def test_kind_that_somebody_is_a_member_of_can_be_closed_but_not_deleted(
    association: Association, administrator: Client
) -> None:
    kind = await _kind(association, Sort.SUPPORTING)
    with association_scope(association.id):
        await add_member(await add_contact(association, "Bo", language="da"), kind=kind)

    refused = await administrator.submit(f"{KINDS}/{kind.public_id}", action="/delete")
    await administrator.submit(f"{KINDS}/{kind.public_id}", action="/close")

    assert "You can close it" in refused.main
    assert (await _kind(association, Sort.SUPPORTING)).closed_at
    assert "Supporting member" not in (await administrator.get("/a/choir/members/new")).main
    assert "Supporting member" in (await administrator.get("/a/choir/members")).main


async def test_unused_kind_is_deleted_but_never_the_last_open_one(
    association: Association, administrator: Client
) -> None:
    for sort in (Sort.SUPPORTING, Sort.HONORARY):
        await administrator.submit(f"{KINDS}/{(await _kind(association, sort)).public_id}", action="/delete")

    kind = await _kind(association, Sort.ACTIVE)
    page = await administrator.submit(f"{KINDS}/{kind.public_id}", action="/close")

    assert "It is the only kind that is open" in page.main
    assert (await _kind(association, Sort.ACTIVE)).closed_at is None


async def test_kinds_of_another_association_are_absent(
    other_association: Association, administrator: Client, member: Client
) -> None:
    foreign = await _kind(other_association, Sort.ACTIVE)
    with association_scope(other_association.id):
        asked = await KindQuestion.create(association=other_association, kind=foreign, text="Why chess?")

    for path in (
        foreign.public_id,
        f"{foreign.public_id}/questions/new",
        f"{foreign.public_id}/questions/{asked.public_id}",
    ):
        assert (await administrator.get(f"{KINDS}/{path}")).status == 404, path
    for act in ("close", "open", "delete"):
        assert (await administrator.post(f"{KINDS}/{foreign.public_id}/{act}")).status == 404
    assert (await member.get(KINDS)).status == 403


async def test_question_is_written_changed_and_deleted(association: Association, administrator: Client) -> None:
    kind = await _kind(association, Sort.ACTIVE)
    path = f"{KINDS}/{kind.public_id}"
    await administrator.submit(f"{path}/questions/new", text="Your voice?", form="choice", options="Alto\nBass\n\nBass")
    with association_scope(association.id):
        question = await KindQuestion.get()

    page = await administrator.get(f"{path}/questions/{question.public_id}")
    await administrator.submit(page, text="Which voice?")
    changed = await administrator.get(path)
    await administrator.submit(f"{path}/questions/{question.public_id}", act="delete")

    assert question.options == ["Alto", "Bass"]
    assert "Which voice?" in changed.main
    assert "Which voice?" not in (await administrator.get(path)).main


async def test_private_question_says_why_and_a_choice_has_choices(
    association: Association, administrator: Client
) -> None:
    kind = await _kind(association, Sort.ACTIVE)

    page = await administrator.submit(
        f"{KINDS}/{kind.public_id}/questions/new", text="Allergies?", form="choice", sensitive="y"
    )

    assert page.errors == ["Write from 2 to 20 choices, one on each line", "Say why you ask for something private"]


async def test_kind_that_only_the_association_gives_cannot_be_asked_for(
    association: Association, administrator: Client, client: Client
) -> None:
    honorary = await _kind(association, Sort.HONORARY)
    await _create(administrator, title="Hidden", is_public=None)

    page = await client.get("/a/choir/join")

    assert "Honorary" not in page.main
    assert "Hidden" not in page.main
    assert (await client.get(f"/a/choir/join/{honorary.public_id}")).status == 404
    assert honorary.entry == Entry.GIVEN
