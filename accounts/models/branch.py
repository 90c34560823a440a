from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.membership import Membership
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

CODE_LENGTH = 12


class BranchQuerySet(TenantQuerySet["Branch"]):
    def open(self) -> "BranchQuerySet":
        return self.filter(is_active=True)


class Branch(TenantModel):
    """A place an organisation works from: a shop, a depot. Closed, never deleted: what happened there keeps its name.

    `code` is the short name for lists and files, in capitals, so that two never differ by case alone.
    Erasure: goes with the organisation.
    """

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("code"), max_length=CODE_LENGTH)
    city = models.CharField(_("city"), max_length=60, blank=True)
    is_active = models.BooleanField(_("open"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[BranchQuerySet] = BranchQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="accounts_branch_name_once"),
            models.UniqueConstraint(fields=["organisation", "code"], name="accounts_branch_code_once"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z0-9][A-Z0-9-]*$"), name="accounts_branch_code_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rewrite(self, *, name: str, code: str, city: str) -> None:
        """Other words for the same place."""
        self.name, self.code, self.city = name, code, city
        self.version += 1

    def switch(self, *, is_active: bool) -> None:
        """Close it, or open it again."""
        self.is_active = is_active
        self.version += 1


class BranchMember(TenantModel):
    """A member belongs to a branch. The keys beside both stay inside the tenant.

    `Membership.branch_ids` says the same on the row that a request reads anyway; `services.branch_members` writes both.
    Erasure: goes with the membership (the database's own cascade), so with the person and with the organisation.
    """

    membership = TenantForeignKey[Membership, Membership](
        Membership, on_delete=models.DO_NOTHING, related_name="+"
    )
    branch = TenantForeignKey[Branch, Branch](Branch, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[TenantQuerySet["BranchMember"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("member of a branch")
        verbose_name_plural = _("members of branches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "branch", "membership"], name="accounts_branchmember_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "membership"], name="accounts_branchmember_person")
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.branch_id}"
