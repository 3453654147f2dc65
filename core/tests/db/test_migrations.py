"""What Tortoise's own migrations lose or break, and ours must not. Each test names the fault it guards against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tortoise.exceptions import IntegrityError

from brobygger import db
from brobygger.db import MigrationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.tests.db.conftest import App, Database

    Table = Callable[..., str]

PET = """ops.CreateModel(name="Pet", fields=[
    ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
    ("owner", fields.ForeignKeyField("pets.Owner", related_name=False, on_delete=OnDelete.CASCADE)),
    ("name", fields.CharField(max_length=40)),
], options={"table": "pets_pet", "app": "pets", "pk_attr": "id"}, bases=["Model"])"""


async def fill(database: Database) -> None:
    await database.run(
        "INSERT INTO pets_owner (id, name, shoe) VALUES (1, 'Anna', 'red'), (2, 'Bo', 'blue')",
        "INSERT INTO pets_pet (id, owner_id, name) VALUES (1, 1, 'Rex'), (2, 1, 'Mis'), (3, 2, 'Ib')",
    )


async def test_constraints_of_a_new_table_exist(database: Database, pets: App, owner: Table) -> None:
    """Tortoise forgets the constraints in a new model's Meta (M1)."""
    constraints = (
        ', "constraints": [UniqueConstraint(fields=("name",), name="pets_owner_name"), '
        'CheckConstraint(check="shoe <> \'none\'", name="pets_owner_shoe")]'
    )
    pets.migration("0001_initial", f"[{owner(constraints)}]")

    await database.migrate(pets)

    await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red')")
    with pytest.raises(IntegrityError):
        await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'blue')")
    with pytest.raises(IntegrityError):
        await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Bo', 'none')")


async def test_children_survive_the_removal_of_a_column(database: Database, pets: App, owner: Table) -> None:
    """On SQLite Tortoise drops the old table with foreign keys on, and every child row goes with it (M2)."""
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    await database.migrate(pets)
    await fill(database)
    pets.migration("0002_no_shoe", '[ops.RemoveField("Owner", "shoe")]', dependencies='[("pets", "0001_initial")]')

    await database.migrate(pets)

    assert await database.rows("SELECT name FROM pets_pet ORDER BY id") == [("Rex",), ("Mis",), ("Ib",)]
    assert await database.rows("SELECT * FROM pets_owner ORDER BY id") == [(1, "Anna"), (2, "Bo")]


async def test_migration_that_orphans_rows_is_refused(database: Database, pets: App, owner: Table) -> None:
    """With foreign keys off while it migrates, SQLite would keep pets without an owner; the runner looks (M2)."""
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    await database.migrate(pets)
    await fill(database)
    pets.migration(
        "0002_gone", '[ops.RunSQL("DELETE FROM pets_owner WHERE id = 1")]', dependencies='[("pets", "0001_initial")]'
    )

    if database.is_sqlite:
        with pytest.raises(MigrationError, match="pets_pet"):
            await database.migrate(pets)
        assert len(await database.rows("SELECT id FROM pets_owner")) == 2
    else:
        await database.migrate(pets)
        assert await database.rows("SELECT name FROM pets_pet") == [("Ib",)]


async def test_indexes_and_triggers_survive_a_changed_column(database: Database, pets: App, owner: Table) -> None:
    """SQLite's copy of a table loses its indexes, unique indexes and triggers (M3)."""
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    await database.migrate(pets)
    await database.run(
        "CREATE INDEX pets_by_name ON pets_owner (name)", "CREATE UNIQUE INDEX pets_one ON pets_owner (name, shoe)"
    )
    if database.is_sqlite:
        await database.run(
            "CREATE TRIGGER pets_guard BEFORE DELETE ON pets_owner BEGIN SELECT RAISE(ABORT, 'kept; always'); END"
        )
    pets.migration(
        "0002_longer", '[ops.AlterField("Owner", "name", fields.CharField(max_length=80))]',
        dependencies='[("pets", "0001_initial")]',
    )  # fmt: skip

    await database.migrate(pets)

    assert {"pets_by_name", "pets_one"} <= await database.names("index")
    assert ("pets_guard" in await database.names("trigger")) is database.is_sqlite


@pytest.mark.parametrize(
    ("options", "operation"),
    [
        ("", 'ops.AlterField("Owner", "name", fields.CharField(max_length=80))'),
        (
            ', "constraints": [CheckConstraint(check="shoe <> \'none\'", name="pets_owner_shoe")]',
            "ops.RunSQL('SELECT 1')",
        ),
    ],
)
async def test_unique_together_survives_a_changed_column_and_stands_beside_a_check(
    database: Database, pets: App, owner: Table, options: str, operation: str
) -> None:
    """SQLite's copy of a table is written without ``unique_together`` (M3)."""
    together = f', "unique_together": (("name", "shoe"),){options}'
    pets.migration("0001_initial", f"[{owner(together)}]")
    await database.migrate(pets)
    pets.migration("0002_next", f"[{operation}]", dependencies='[("pets", "0001_initial")]')

    await database.migrate(pets)

    await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red'), ('Anna', 'blue')")
    with pytest.raises(IntegrityError):
        await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red')")


async def test_index_of_a_removed_column_goes_with_it(database: Database, pets: App, owner: Table) -> None:
    pets.migration("0001_initial", f"[{owner()}]")
    await database.migrate(pets)
    await database.run("CREATE INDEX pets_by_shoe ON pets_owner (shoe)", 'CREATE INDEX pets_by ON pets_owner ("name")')
    await database.run('DROP INDEX "pets_by_shoe"', 'CREATE INDEX "pets_by_shoe" ON "pets_owner" ("shoe")')
    pets.migration("0002_no_shoe", '[ops.RemoveField("Owner", "shoe")]', dependencies='[("pets", "0001_initial")]')

    await database.migrate(pets)

    names = await database.names("index")
    assert "pets_by" in names
    assert "pets_by_shoe" not in names


async def test_conditional_unique_constraint_works(database: Database, pets: App, owner: Table) -> None:
    """Tortoise refuses one on SQLite, which can (M4)."""
    constraint = 'UniqueConstraint(fields=("name",), name="pets_one_red", condition="shoe = \'red\'")'
    pets.migration("0001_initial", f"[{owner()}, ops.AddConstraint('Owner', {constraint})]")

    await database.migrate(pets)

    await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red'), ('Anna', 'blue'), ('Anna', 'blue')")
    with pytest.raises(IntegrityError):
        await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red')")


async def test_semicolons_in_texts_are_no_ends_of_statements(database: Database, pets: App, owner: Table) -> None:
    """Tortoise splits SQL for SQLite at every semicolon (M5)."""
    insert = (
        "INSERT INTO pets_owner (name, shoe) VALUES ('a; b', ''); INSERT INTO pets_owner (name, shoe) VALUES ('c', '')"
    )
    described = owner().replace(
        'max_length=40)),\n    ("shoe"', 'max_length=40, description="first; last")),\n    ("shoe"'
    )
    pets.migration("0001_initial", f'[{described}, ops.RunSQL("""{insert}""")]')

    await database.migrate(pets)

    assert await database.rows("SELECT name FROM pets_owner ORDER BY id") == [("a; b",), ("c",)]


FAILS = """
async def fail(apps, schema_editor):
    raise RuntimeError("in the middle")
"""


async def test_failing_migration_leaves_nothing_and_can_be_mended(database: Database, pets: App, owner: Table) -> None:
    """Tortoise writes down what was applied outside of the migration's transaction (M7)."""
    pets.migration("0001_initial", f"[{owner()}, ops.RunPython(fail)]", extra=FAILS)

    with pytest.raises(MigrationError, match=r"pets 0001_initial failed, nothing of it was applied: .*in the middle"):
        await database.migrate(pets)

    assert "pets_owner" not in await database.names("table")
    assert await database.rows("SELECT name FROM tortoise_migrations") == []
    pets.migration("0001_initial", f"[{owner()}]")
    assert await database.migrate(pets) == 1


async def test_bookkeeping_and_tables_are_one_transaction(database: Database, pets: App, owner: Table) -> None:
    """A migration that was applied is written down, always, and one that was written down is applied (M7)."""
    pets.migration("0001_initial", f"[{owner()}]")

    await database.migrate(pets)

    assert await database.rows("SELECT app, name FROM tortoise_migrations") == [("pets", "0001_initial")]
    assert await database.migrate(pets) == 0


FILLS = """
async def fill(apps, schema_editor):
    await apps.get_model("pets.Owner").all().using_db(schema_editor.client).update(shoe="green")
"""


async def test_required_column_is_added_to_a_filled_table(database: Database, pets: App, owner: Table) -> None:
    """A default in Python alone fails on both databases: the column needs db_default, or three steps (M11)."""
    pets.migration("0001_initial", f"[{owner()}]")
    await database.migrate(pets)
    await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red')")
    pets.migration(
        "0002_hat",
        '[ops.AddField("Owner", "hat", fields.CharField(max_length=10, db_default="none")), ops.RunPython(fill)]',
        extra=FILLS, dependencies='[("pets", "0001_initial")]',
    )  # fmt: skip

    await database.migrate(pets)

    assert await database.rows("SELECT shoe, hat FROM pets_owner") == [("green", "none")]


async def test_renamed_model_keeps_its_rows(database: Database, pets: App, owner: Table) -> None:
    """Written by hand: Tortoise's detector would drop the table and make another one (M12)."""
    pets.migration("0001_initial", f"[{owner()}]")
    await database.migrate(pets)
    await database.run("INSERT INTO pets_owner (name, shoe) VALUES ('Anna', 'red')")
    pets.migration("0002_keeper", '[ops.RenameModel("Owner", "Keeper")]', dependencies='[("pets", "0001_initial")]')

    await database.migrate(pets)

    assert await database.rows("SELECT name FROM pets_owner") == [("Anna",)]


async def test_index_is_made_while_others_write(database: Database, pets: App, owner: Table) -> None:
    """CREATE INDEX CONCURRENTLY refuses a transaction: the migration says that it is not atomic (M15)."""
    if database.is_sqlite:
        statement = "CREATE INDEX pets_later ON pets_owner (name)"
    else:
        statement = "CREATE INDEX CONCURRENTLY pets_later ON pets_owner (name)"
    pets.migration("0001_initial", f"[{owner()}]")
    pets.migration(
        "0002_index", f'[ops.RunSQL("{statement}")]\n    atomic = False', dependencies='[("pets", "0001_initial")]'
    )

    assert await database.migrate(pets) == 2

    assert "pets_later" in await database.names("index")


FLEA = """ops.CreateModel(name="Flea", fields=[
    ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
    ("pet", fields.ForeignKeyField("pets.Pet", related_name=False, on_delete=OnDelete.%s)),
], options={"table": "fleas_flea", "app": "fleas", "pk_attr": "id"}, bases=["Model"])"""


async def test_plugin_is_added_to_a_filled_database(
    database: Database, pets: App, owner: Table, make_app: Callable[[str], App]
) -> None:
    """An app that comes later, named before the one it needs, is applied alone and in the right order (M8, M10)."""
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    await database.migrate(pets)
    await fill(database)
    fleas = make_app("fleas")
    fleas.migration("0001_initial", f"[{FLEA % 'CASCADE'}]", dependencies='[("pets", "0001_initial")]')

    assert await db.pending(database.url, [fleas.config, pets.config]) == ["fleas 0001_initial"]
    assert await database.migrate(fleas, pets) == 1

    await database.run("INSERT INTO fleas_flea (pet_id) VALUES (1)", "DELETE FROM pets_pet WHERE id = 1")
    assert await database.rows("SELECT * FROM fleas_flea") == []


async def test_purged_plugin_no_longer_blocks_the_rows_it_pointed_at(
    database: Database, pets: App, owner: Table, make_app: Callable[[str], App]
) -> None:
    """Tables of a plugin that is gone keep their foreign keys (M16)."""
    fleas = make_app("fleas")
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    fleas.migration("0001_initial", f"[{FLEA % 'RESTRICT'}]", dependencies='[("pets", "0001_initial")]')
    await database.migrate(pets, fleas)
    await fill(database)
    await database.run("INSERT INTO fleas_flea (pet_id) VALUES (1), (2)")
    with pytest.raises(IntegrityError):
        await database.run("DELETE FROM pets_pet")

    assert await db.count_rows(database.url, [pets.config], "fleas") == {"fleas_flea": 2}
    await db.purge_app(database.url, [pets.config], "fleas")

    await database.run("DELETE FROM pets_pet")
    assert "fleas_flea" not in await database.names("table")
    assert await database.migrate(pets, fleas) == 1


async def test_purge_spares_a_plugin_whose_name_begins_the_same(
    database: Database, pets: App, owner: Table, make_app: Callable[[str], App]
) -> None:
    pets.migration("0001_initial", f"[{owner()}, {PET}]")
    await database.migrate(pets)
    before = await database.names("table")
    await database.run("CREATE TABLE pets_shop_till (id int)")
    marker = "datetime('now')" if database.is_sqlite else "now()"
    await database.run(
        f"INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('pets_shop', '0001_initial', {marker})"
    )

    await db.purge_app(database.url, [pets.config], "pets")

    assert set(before) - set(await database.names("table")) >= {"pets_pet"}
    assert "pets_shop_till" in await database.names("table")
    assert len(await database.rows("SELECT * FROM tortoise_migrations")) == 1


async def test_newer_database_is_refused(database: Database, pets: App, owner: Table) -> None:
    pets.migration("0001_initial", f"[{owner()}]")
    await database.migrate(pets)
    marker = "datetime('now')" if database.is_sqlite else "now()"
    await database.run(
        f"INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('pets', '0009_future', {marker})"
    )

    with pytest.raises(MigrationError, match="pets 0009_future, which the installed code does not know"):
        await database.migrate(pets)


async def test_plugin_that_is_not_installed_does_not_count_as_newer(
    database: Database, pets: App, owner: Table
) -> None:
    pets.migration("0001_initial", f"[{owner()}]")
    await database.migrate(pets)
    marker = "datetime('now')" if database.is_sqlite else "now()"
    await database.run(f"INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('fleas', '0001_x', {marker})")

    assert await database.migrate(pets) == 0
