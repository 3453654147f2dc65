"""What is kept about people, as everybody and those in charge read it: everything that is declared stands there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from brobygger.db import association_scope
from brobygger.i18n import LazyText, use_language
from brobygger.modules.services import disable_module
from brobygger.privacy.texts import BASES

if TYPE_CHECKING:
    from brobygger.associations.models import Association
    from brobygger.db import PersonalData
    from brobygger.testing.client import Client
    from brobygger.testing.site import Site


def declared(site: Site) -> dict[str, PersonalData]:
    """Return every declaration of every installed model, by column."""
    return {
        f"{model._meta.db_table}.{column}": data
        for model in site.models
        for column, data in model.personal_data.items()
    }


def test_every_declaration_is_in_words_that_can_be_translated(site: Site) -> None:
    untranslatable = [
        f"{column}: {text!r}"
        for column, data in declared(site).items()
        for text in (data.what, data.purpose, data.seen_by, data.retention)
        if not isinstance(text, LazyText) or not text.message
    ]

    assert untranslatable == []


async def test_everybody_reads_what_every_column_is_for_who_sees_it_and_how_long(
    site: Site, client: Client, association: Association
) -> None:
    for path in ("/privacy", f"/a/{association.slug}/privacy"):
        words = (await client.get(path)).main
        with use_language("en"):
            missing = [
                (column, str(text))
                for column, data in declared(site).items()
                for text in (data.what, data.purpose, data.seen_by, data.retention, BASES[data.basis])
                if str(text) not in words
            ]
        assert missing == [], path


async def test_what_each_module_says_that_it_stores_stands_there(site: Site, client: Client) -> None:
    words = (await client.get("/privacy")).main

    with use_language("en"):
        for plugin in site.runtime.plugins.plugins:
            assert [text for text in plugin.manifest.stores if str(text) not in words] == [], plugin.manifest.name


async def test_page_names_who_is_in_charge_and_who_runs_the_site(client: Client, association: Association) -> None:
    association.contact_name, association.phone = "Karen Kor", "20304050"
    await association.save()

    page = await client.get(f"/a/{association.slug}/privacy")

    assert "Bridge Choir decides what it keeps about you" in page.main
    assert "Karen Kor" in page.main
    assert "Volunteer Centre runs the site" in page.main
    assert "27 78 97 93" in page.main


async def test_page_is_linked_from_every_footer(client: Client, association: Association) -> None:
    assert (await client.get("/")).links()["What we know about you"] == "/privacy"
    profile = await client.get(f"/a/{association.slug}/")
    assert profile.links()["What we know about you"] == f"/a/{association.slug}/privacy"


async def test_module_that_was_switched_off_still_stands_there_for_what_it_stored(
    site: Site, client: Client, association: Association
) -> None:
    names = [plugin.manifest.name for plugin in site.runtime.plugins.plugins]
    with association_scope(association.id):
        for name in names:
            await disable_module(association, name, account_id=None)

    words = (await client.get(f"/a/{association.slug}/privacy")).main

    with use_language("en"):
        for plugin in site.runtime.plugins.plugins:
            assert str(plugin.manifest.title) in words


async def test_record_has_every_column_on_paper_and_in_the_table(
    site: Site, administrator: Client, association: Association
) -> None:
    page = await administrator.get(f"/a/{association.slug}/privacy/record")
    table = await administrator.get(page.links()["Save it as a table"])

    shown = page.main.replace("\u200b", "")
    assert [column for column in declared(site) if column not in shown] == []
    lines = list(csv.reader(io.StringIO(table.response.text.removeprefix("\ufeff")), delimiter=";"))
    assert {line[1] for line in lines[1:]} == set(declared(site))
    assert all(all(cell for cell in line) for line in lines)


async def test_page_is_in_danish_for_danes(site: Site, association: Association) -> None:
    async with site.client(language="da") as client:
        words = (await client.get(f"/a/{association.slug}/privacy")).main
    with use_language("da"):
        danish = {str(data.what) for data in declared(site).values()}
    with use_language("en"):
        english = {str(data.what) for data in declared(site).values()}

    assert [text for text in danish if text not in words] == []
    assert not danish & english
