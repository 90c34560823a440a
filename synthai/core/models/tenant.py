from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.core import checks
from django.db import models

from synthai.core.models.fence import OptionalTenantQuerySet, TenantManager, TenantQuerySet
from synthai.core.tenancy import ALL, WrongTenant, active, active_or_none, active_organisation_id


class _Fenced(models.Model):
    """What tenant tables share: one fenced manager, and every write names the active organisation."""

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        abstract = True
        # Subclasses get this through the classes they derive from; in their own Meta it would land in migrations.
        base_manager_name = "objects"

    def check_tenant(self) -> None:
        """Raise WrongTenant unless this row is the active organisation's. Part of every write."""
        raise NotImplementedError

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        self.check_tenant()
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.check_tenant()
        return super().delete(*args, **kwargs)

    @classmethod
    def check(cls, **kwargs: Any) -> list[checks.CheckMessage]:
        """A manager without the fence is an error of `manage.py check`."""
        loose = [
            manager.name
            for manager in (*cls._meta.managers, cls._meta.base_manager)
            if not isinstance(manager, TenantManager)
        ]
        hint = "Build it with MyQuerySet.as_tenant_manager()."
        found = [
            checks.Error(f"The manager {name!r} has no tenant fence.", hint=hint, obj=cls, id="core.E001")
            for name in loose
        ]
        return [*super().check(**kwargs), *found]


class TenantModel(_Fenced):
    """A row that belongs to one organisation.

    `organisation` defaults to the active tenant and is the first column of every index and unique constraint
    (the public id and the primary key aside), so it carries no index of its own. The table's migration ends
    with `TenantPolicy("<table>")`. A foreign key to another tenant table is a `TenantForeignKey`.
    """

    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        default=active_organisation_id,
    )

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """As Django's, without asking the database whether the organisation is there: the fence, the policy and the key do."""
        super().clean_fields(exclude={*(exclude or ()), "organisation"})

    def check_tenant(self) -> None:
        """Raise TenantMissing without a tenant, WrongTenant when the row is not the active one's."""
        scope = active()
        if scope is not ALL and self.organisation_id != scope:
            raise WrongTenant(
                f"A row of {self._meta.label} belongs to organisation {self.organisation_id}, "
                f"while organisation {scope} is active."
            )


class OptionalTenantModel(_Fenced):
    """A row of the machinery that belongs to one organisation, or to none (the system's own).

    With a tenant active: that organisation's rows. With none active: rows without organisation. Inside
    `all_tenants()`: all. Its migration uses `TenantPolicy("<table>", optional=True)`.
    """

    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        null=True,
        blank=True,
        default=active_organisation_id,
    )

    objects: ClassVar[Any] = OptionalTenantQuerySet.as_tenant_manager()

    class Meta:
        abstract = True

    def check_tenant(self) -> None:
        """Raise WrongTenant unless the row's organisation (or its absence) is what is active."""
        scope = active_or_none()
        if scope is not ALL and self.organisation_id != scope:
            raise WrongTenant(
                f"A row of {self._meta.label} belongs to organisation {self.organisation_id}, "
                f"while {'no organisation' if scope is None else f'organisation {scope}'} is active."
            )
