"""The first fence: no row of a tenant table is read or written without the active organisation.

Reads: the manager adds a condition that is compiled, not computed. Its SQL asks for the active tenant at the last
moment, so a queryset or form built at import time binds to the tenant of the moment, and every road
through the SQL compiler (exists, aggregate, update, subquery, async for, _raw_delete) is closed alike.
Writes: rows name the organisation they are for, and must name the active one.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar

from django.db import models
from django.db.models.expressions import Expression, F
from django.db.models.sql import Query

from synthai.core.tenancy import ALL, WrongTenant, active, active_or_none

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

_M_co = TypeVar("_M_co", bound=models.Model, covariant=True)
Sql: TypeAlias = tuple[str, tuple[str | int, ...]]
_ORGANISATION = ("organisation", "organisation_id")


class InActiveTenant(Expression):
    """True for rows of the active organisation; everything is true inside `all_tenants()`."""

    conditional = True
    contains_aggregate = False

    def __init__(self, column: Any = None) -> None:
        super().__init__(output_field=models.BooleanField())
        self.column: Any = column or F("organisation_id")

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        (self.column,) = exprs

    def as_sql(self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper") -> Sql:
        scope = active()
        if scope is ALL:
            return "1 = 1", ()
        sql, params = compiler.compile(self.column)
        return f"{sql} = %s", (*params, scope)


class InActiveTenantOrSystem(InActiveTenant):
    """As InActiveTenant; with no tenant active, the rows that belong to no organisation."""

    def as_sql(self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper") -> Sql:
        if active_or_none() is None:
            sql, params = compiler.compile(self.column)
            return f"{sql} IS NULL", tuple(params)
        return super().as_sql(compiler, connection)


class TenantQuerySet(models.QuerySet[_M_co]):
    """Base of every tenant table's queryset. Make the manager with `MyQuerySet.as_tenant_manager()`."""

    @classmethod
    def as_tenant_manager(cls) -> Self:
        """The fenced manager with this queryset's methods; annotated as the queryset whose methods it has."""
        return TenantManager.from_queryset(cls)()  # type: ignore[return-value]

    @classmethod
    def as_manager(cls) -> Any:
        """The same: a manager of a tenant table without the fence does not exist."""
        return cls.as_tenant_manager()

    def bulk_create(
        self,
        objs: Iterable[_M_co],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[_M_co]:
        """As Django's; an upsert must find its row by the organisation, or it could find another's."""
        rows = list(objs)
        for row in rows:
            row.check_tenant()  # type: ignore[attr-defined]
        if update_conflicts:
            if not set(_ORGANISATION) & set(unique_fields or ()):
                raise WrongTenant("An upsert on a tenant table needs `organisation` among its unique_fields.")
            self._refuse_moving(update_fields or ())
        return super().bulk_create(
            rows, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields
        )

    def bulk_update(self, objs: Iterable[_M_co], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), list(fields)
        self._refuse_moving(names)
        for row in rows:
            row.check_tenant()  # type: ignore[attr-defined]
        return super().bulk_update(rows, names, batch_size)

    def update(self, **kwargs: Any) -> int:
        self._refuse_moving(kwargs)
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Raw SQL passes this fence; PostgreSQL's holds. No tenant is an error all the same."""
        active()
        return super().raw(*args, **kwargs)

    def _refuse_moving(self, names: Iterable[str]) -> None:
        if any(name in _ORGANISATION for name in names):
            raise WrongTenant(f"A row of {self.model._meta.label} never moves to another organisation.")


class TenantManager(models.Manager[_M_co]):
    """The only manager of a tenant table, its base manager too."""

    condition: type[InActiveTenant] = InActiveTenant
    _fenced: ClassVar[dict[tuple[Any, ...], Query]] = {}

    def get_queryset(self) -> models.QuerySet[_M_co]:
        """Every row of the active tenant.

        The query with its condition is built once per table and copied: it asks for the tenant only when it
        is compiled, so the copy is the same for every tenant, and costs half of building it.
        """
        plain = super().get_queryset()
        key = (self.model, type(plain), self.condition)
        if key not in self._fenced:
            self._fenced[key] = plain.filter(self.condition()).query
        plain.query = self._fenced[key].chain()
        return plain


class OptionalTenantQuerySet(TenantQuerySet[_M_co]):
    """For tables whose rows may belong to no organisation."""

    @classmethod
    def as_tenant_manager(cls) -> Self:
        """The fenced manager; rows without an organisation are seen when no tenant is active."""
        return OptionalTenantManager.from_queryset(cls)()  # type: ignore[return-value]

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        return models.QuerySet.raw(self, *args, **kwargs)


class OptionalTenantManager(TenantManager[_M_co]):
    condition = InActiveTenantOrSystem
