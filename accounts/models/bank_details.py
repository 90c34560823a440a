from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet

BRANCH_LENGTH = 6


class BankDetails(TenantModel):
    """Where customers pay an organisation: what stands on its quotations and reminders. One row at most.

    The account number is encrypted (POPIA s105 protects it); pages and the audit trail show its last digits only. Erasure: goes with the
    organisation; the link to who changed it is cleared with the person.
    """

    public_id = PublicIdField()
    holder = models.CharField(_("account holder"), max_length=100)
    bank = models.CharField(_("bank"), max_length=60)
    sealed_account = models.TextField(editable=False)
    account_end = models.CharField(max_length=4, editable=False)
    branch_code = models.CharField(_("branch code"), max_length=BRANCH_LENGTH)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[TenantQuerySet["BankDetails"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="accounts_bankdetails_once"),
            models.CheckConstraint(
                condition=models.Q(branch_code__regex=r"^[0-9]{6}$"), name="accounts_bankdetails_branch_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} … {self.account_end}"
