"""Every model of core and of every installed plugin: what it declares of people, and what its rows are found by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brobygger import db
from brobygger.membership.models import Contact

if TYPE_CHECKING:
    import pytest

    from brobygger.testing.site import Site


async def test_every_column_of_the_live_schema_is_declared(site: Site) -> None:
    assert await db.undeclared_columns(site.database.db("default"), site.models) == []


async def test_column_that_nobody_declared_is_found(site: Site) -> None:
    connection = site.database.db("default")
    await connection.execute_query("ALTER TABLE core_contact ADD COLUMN diary TEXT")
    await connection.execute_query("CREATE TABLE leftover (secret TEXT)")

    assert await db.undeclared_columns(connection, site.models) == ["core_contact.diary", "leftover.secret"]


async def test_declaration_that_is_taken_away_is_missed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Contact, "personal_data", {})

    assert "core_contact.phone" in await db.undeclared_columns(site.database.db("default"), site.models)


def test_models_say_where_they_belong(site: Site) -> None:
    assert db.faults_of(site.models) == []


def test_every_declaration_says_what_for_who_sees_it_and_how_long(site: Site) -> None:
    for model in site.models:
        for column, declared in model.personal_data.items():
            assert all((declared.purpose, declared.seen_by, declared.retention)), f"{model.__name__}.{column}"


def test_foreign_key_without_an_index_is_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Contact._meta, "indexes", [])

    assert db.faults_of([Contact]) == [
        "Contact.association_id refers to other rows, and no index begins with it",
        "Contact.person_id refers to other rows, and no index begins with it",
    ]
