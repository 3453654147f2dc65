"""Checking that every column of the live database is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance

from brobygger.db.models import DeclaredModel, ScopedModel, SiteModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tortoise.fields.base import Field

#: Columns of these types can hold a person's words, dates or pictures.
_TELLING = (fields.CharField, fields.TextField, fields.JSONField, fields.DateField, fields.BinaryField)
#: Tortoise's own bookkeeping.
_BOOKKEEPING = frozenset({"tortoise_migrations", "sqlite_sequence"})
_COLUMNS = {
    "sqlite": (
        'SELECT tables.name AS "table", columns.name AS "column" FROM sqlite_master AS tables '
        "JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    ),
    "postgres": (
        'SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns '
        "WHERE table_schema = current_schema()"
    ),
}


async def undeclared_columns(connection: Any, models: Iterable[type[Any]]) -> list[str]:
    """Return the columns of the live schema that no model declares to be personal or not, as ``table.column``.

    A column of a type that cannot tell of a person (a number, a moment, a switch, one of a few words) needs no
    declaration; one that belongs to no model is always returned.
    """
    known = {model._meta.db_table: model for model in models}
    _, rows = await connection.execute_query(_COLUMNS[connection.capabilities.dialect])
    live = sorted((row["table"], row["column"]) for row in rows if row["table"] not in _BOOKKEEPING)
    return [f"{table}.{column}" for table, column in live if not _is_declared(known.get(table), column)]


def _is_declared(model: type[Any] | None, column: str) -> bool:
    if model is None or not issubclass(model, DeclaredModel):
        return False
    by_column = {field.source_field or name: field for name, field in model._meta.fields_map.items()}
    field = by_column.get(column)
    if field is None:
        return False
    return column in model.personal_data or column in model.no_personal_data or not _can_tell(field)


def _can_tell(field: Field[Any]) -> bool:
    return isinstance(field, _TELLING) and not isinstance(field, (CharEnumFieldInstance, IntEnumFieldInstance))


def faults_of(models: Iterable[type[Any]]) -> list[str]:
    """Return what is wrong with the models themselves: their base, their reasons, their relations, their indexes."""
    return [fault for model in models for fault in _faults(model)]


def _faults(model: type[Any]) -> list[str]:
    name, found = model.__name__, []
    if not issubclass(model, (SiteModel, ScopedModel)):
        found.append(f"{name} is neither a SiteModel nor a ScopedModel")
    if issubclass(model, SiteModel) and not getattr(model, "why_not_scoped", ""):
        found.append(f"{name} does not say why it has no association")
    if issubclass(model, DeclaredModel):
        gone = (set(model.personal_data) | model.no_personal_data) - set(model._meta.fields_map)
        found += [f"{name} declares {column}, which it does not have" for column in sorted(gone)]
        both = set(model.personal_data) & model.no_personal_data
        found += [f"{name} declares {column} both ways" for column in sorted(both)]
    found += [f"{name}.{column} refers to other rows, and no index begins with it" for column in _unindexed(model)]
    backward = model._meta.backward_fk_fields | model._meta.backward_o2o_fields
    found += [f"{name} can be reached backwards as {relation}: say related_name=False" for relation in backward]
    return found


def _unindexed(model: type[Any]) -> list[str]:
    """Return the foreign keys that no index begins with: deleting what they refer to would read the whole table."""
    meta = model._meta
    columns = {name: meta.fields_map[name].source_field or name for name in meta.fk_fields | meta.o2o_fields}
    groups = [*(getattr(index, "fields", index) for index in meta.indexes), *meta.unique_together]
    first = {columns.get(group[0], group[0]) for group in groups}
    return sorted(
        column for name, column in columns.items() if not meta.fields_map[name].unique and column not in first
    )
