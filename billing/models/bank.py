"""Our own bank's statements, and which EFT paid what. Staff's: global tables, no customer reads them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class BankStatement(models.Model):
    """One imported file."""

    public_id = PublicIdField()
    file_name = models.CharField(_("file"), max_length=200)
    account = models.CharField(_("account"), max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)
    line_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    imported_by = models.CharField(_("imported by"), max_length=254)
    imported_at = models.DateTimeField(_("imported"))

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")

    def __str__(self) -> str:
        return self.file_name


class LineState(models.TextChoices):
    """What became of a line."""

    OPEN = "open", _("To be matched")
    MATCHED = "matched", _("Matched")
    IGNORED = "ignored", _("Not ours")
    REVERSED = "reversed", _("Reversed by the bank")


class BankLine(models.Model):
    """One credit or debit. `line_key` is the same whichever file it came in, so that nothing is imported twice.

    `suggestion` is {"reference", "confidence", "reasons", "difference", "note"}, as billing.gateways.eft.matching gave it;
    "reversed_by" names the line that took this one back, "reverses" the one that this line takes back.
    """

    public_id = PublicIdField()
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    line_key = models.CharField(max_length=80, unique=True)
    # Always made from day, amount and words: finds a line again that was read from a CSV first and from an OFX later.
    content_key = models.CharField(max_length=80, blank=True, db_index=True)
    booked_on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    description = models.CharField(_("description"), max_length=300)
    state = models.CharField(max_length=8, choices=LineState, default=LineState.OPEN)
    suggestion = models.JSONField(default=dict, blank=True)
    matched_reference = models.CharField(max_length=16, blank=True)
    matched_by = models.CharField(max_length=254, blank=True)
    matched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        indexes: ClassVar = [models.Index(fields=["state", "-booked_on"], name="billing_bankline_open")]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"
