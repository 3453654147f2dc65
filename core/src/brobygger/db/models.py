"""The two kinds of tables: those of the site, and those whose rows belong to associations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from tortoise import fields
from tortoise.manager import Manager
from tortoise.models import Model, ModelMeta
from tortoise.queryset import QuerySet

from brobygger.db.scope import ForeignAssociation, NoAssociationScope, current_scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tortoise.backends.base.client import BaseDBAsyncClient
    from tortoise.queryset import BulkCreateQuery, BulkUpdateQuery, RawSQLQuery, UpdateQuery

    from brobygger.associations.models import Association
    from brobygger.db.personal import PersonalData


class DeclaredModel(Model):
    """A table that says which of its columns hold personal data."""

    personal_data: ClassVar[Mapping[str, PersonalData]] = {}
    #: Columns that could hold personal data by their type, but do not.
    no_personal_data: ClassVar[frozenset[str]] = frozenset()

    id = fields.IntField(primary_key=True)

    class Meta:
        abstract = True


class SiteModel(DeclaredModel):
    """Rows of the whole site."""

    why_not_scoped: ClassVar[str]

    class Meta:
        abstract = True


class ScopedQuerySet(QuerySet[Any]):
    """Rows of associations; none of them moves to another one."""

    def update(self, **values: Any) -> UpdateQuery:
        if values.keys() & {"association", "association_id"}:
            raise ForeignAssociation("rows do not move from one association to another")
        return super().update(**values)


class ScopedManager(Manager):
    """Reads nothing without a scope, and within one only its association's rows."""

    def get_queryset(self) -> QuerySet[Any]:
        return current_scope().narrow(ScopedQuerySet(self._model))


class _ScopedMeta(ModelMeta):
    """Gives every subclass the manager; Tortoise would forget it where a subclass has a ``Meta`` of its own."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> type:
        model = super().__new__(mcs, name, bases, attrs)
        model._meta.manager = ScopedManager(model)  # type: ignore[attr-defined]  # set by Tortoise's metaclass
        return model


class ScopedModel(DeclaredModel, metaclass=_ScopedMeta):
    """Rows that belong to associations, and go when theirs goes."""

    association: fields.ForeignKeyRelation[Association] = fields.ForeignKeyField(
        "core.Association", related_name=False, on_delete=fields.CASCADE
    )
    association_id: int

    class Meta:
        abstract = True

    def check_scope(self) -> None:
        """Raise ForeignAssociation when the row is not one that may be written right now."""
        if not current_scope().may_write(self.association_id):
            raise ForeignAssociation(f"{type(self).__name__} of another association")

    async def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_scope()
        await super().save(*args, **kwargs)

    async def delete(self, using_db: BaseDBAsyncClient | None = None) -> None:
        self.check_scope()
        await super().delete(using_db)

    @classmethod
    def bulk_create(cls, objects: Iterable[Self], *args: Any, **kwargs: Any) -> BulkCreateQuery[Self]:
        rows = list(objects)
        for row in rows:
            row.check_scope()
        return super().bulk_create(rows, *args, **kwargs)

    @classmethod
    def bulk_update(cls, objects: Iterable[Self], *args: Any, **kwargs: Any) -> BulkUpdateQuery[Self]:
        rows = list(objects)
        for row in rows:
            row.check_scope()
        return super().bulk_update(rows, *args, **kwargs)

    async def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again; Tortoise goes past the manager here."""
        self.check_scope()
        await super().refresh_from_db(*args, **kwargs)

    @classmethod
    def raw(cls, *_: Any, **__: Any) -> RawSQLQuery:
        """Refuse: raw SQL knows no scope. Use the connection, name the association, and say why."""
        raise NoAssociationScope(f"raw SQL on {cls.__name__} would go past the scope")
