"""The operator's books: double entry, in cents, append-only. PostgreSQL refuses an entry that does not balance.

All of it is global: the books are ours. A customer stands in them by public id, and nothing of a person does, so they outlive erasure.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.entities import BillingEntity
from synthai.core.models import PublicIdField


class AccountKind(models.TextChoices):
    """What an account is; assets and expenses grow by debit, the others by credit."""

    ASSET = "asset", _("Asset")
    LIABILITY = "liability", _("Liability")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")


class Account(models.Model):
    """One account of one entity; made when it is first posted to (billing.engine.ledger says which there are)."""

    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=9, choices=AccountKind)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code"], name="billing_account_once")
        ]

    def __str__(self) -> str:
        return self.code


class EntryKind(models.TextChoices):
    """Which fact an entry books."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    DEBIT_NOTE = "debit_note", _("Debit note")
    PAYMENT = "payment", _("Payment")
    PAYMENT_UNDONE = "payment_undone", _("Payment that did not come")
    FEE = "fee", _("Fee of a payment service")
    REFUND = "refund", _("Refund")
    CREDIT = "credit", _("Credit")
    DISPUTE = "dispute", _("Dispute")
    WRITE_OFF = "write_off", _("Write-off")
    MANUAL = "manual", _("By hand")


class JournalEntry(models.Model):
    """One fact in the books, once for its key.

    `happened_on` is the day of the fact; `posted_on` the day it counts: the same, or the first day after the books that were
    closed when it was posted (a trigger sees to it, so that no clock and no race gets behind a closing).
    """

    public_id = PublicIdField()
    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=160)
    kind = models.CharField(_("kind"), max_length=14, choices=EntryKind)
    happened_on = models.DateField(_("of"))
    posted_on = models.DateField(_("posted"))
    customer = models.CharField(_("customer"), max_length=16, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    currency = models.CharField(max_length=3, default="ZAR")
    created_at = models.DateTimeField()
    written_by = models.CharField(max_length=20, default="", editable=False)  # PostgreSQL's transaction

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints: ClassVar = [models.UniqueConstraint(fields=["entity", "key"], name="billing_entry_key")]
        indexes: ClassVar = [
            models.Index(fields=["entity", "posted_on", "id"], name="billing_entry_in_time"),
            models.Index(fields=["customer", "posted_on"], name="billing_entry_of_customer"),
            models.Index(fields=["source"], name="billing_entry_of_source"),
        ]

    def __str__(self) -> str:
        return self.key


class JournalLine(models.Model):
    """One side of an entry: debit is positive, credit negative, in cents."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    cents = models.BigIntegerField()

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "account"], name="billing_line_once"),
            models.CheckConstraint(condition=~models.Q(cents=0), name="billing_line_moves"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "entry"], include=["cents"], name="billing_line_of_account")
        ]

    def __str__(self) -> str:
        return str(self.cents)


class BookClosing(models.Model):
    """The books of an entity are closed up to and with a day: nothing is posted there any more. Append-only."""

    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    until = models.DateField(_("closed until"))
    by_label = models.CharField(_("by"), max_length=254)
    created_at = models.DateTimeField(_("at"))
    balances = models.JSONField(default=dict)  # the trial balance of that day: account and cents
    waiting = models.PositiveIntegerField(_("documents that waited"), default=0)

    class Meta:
        verbose_name = _("closing of the books")
        verbose_name_plural = _("closings of the books")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "until"], name="billing_closing_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity_id}: {self.until}"
