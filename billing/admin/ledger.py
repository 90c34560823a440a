"""Staff look into the books: accounts, entries, closings. Nothing is written by hand."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin.deeds import BillingAdmin, Table, address
from billing.models import Account, BookClosing, JournalEntry, JournalLine
from billing.selectors import ledger
from synthai.core.money import format_zar
from synthai.core.staff.site import StaffAdmin, staff_site

SHOWN = 200


def _rand(cents: int) -> str:
    return format_zar(Decimal(cents) / 100)


@admin.register(Account, site=staff_site)
class AccountAdmin(BillingAdmin):
    """Accounts; each with what moved it last."""

    list_display = ("code", "kind", "entity")
    list_filter = ("kind", "entity")
    list_select_related = ("entity",)
    search_fields = ("code",)
    ordering = ("entity_id", "code")

    def tables(self, row: Account) -> list[Table]:
        moved = ledger.newest_sides(row, count=SHOWN)
        balance = ledger.balance(row.entity_id, row.code)
        rows = [
            (
                (each.entry.source or each.entry.key, address(each.entry)),
                each.entry.posted_on,
                each.entry.get_kind_display(),
                each.entry.customer,
                _rand(each.cents),
            )
            for each in moved
        ]
        return [
            Table(title=_("Balance"), heads=(_("Debit is positive"),), rows=[(_rand(balance),)]),
            Table(
                title=_("The newest %(count)d sides") % {"count": SHOWN},
                heads=(_("Source"), _("Posted"), _("Kind"), _("Customer"), _("Amount")),
                rows=rows,
            ),
        ]


@admin.register(JournalEntry, site=staff_site)
class JournalEntryAdmin(BillingAdmin):
    """Every fact in the books."""

    list_display = ("source", "kind", "happened_on", "posted_on", "customer", "entity", "created_at")
    list_filter = ("kind", "entity", "posted_on")
    list_select_related = ("entity",)
    search_fields = ("source", "key", "customer")
    find_exactly = ("pk", "public_id")
    ordering = ("-id",)
    exclude = ("written_by",)

    def tables(self, row: JournalEntry) -> list[Table]:
        sides = JournalLine.objects.filter(entry=row).select_related("account").order_by("-cents")
        others = [each for each in ledger.entries_of(row.source) if each.pk != row.pk] if row.source else []
        return [
            Table(
                title=_("Sides"),
                heads=(_("Account"), _("Debit"), _("Credit")),
                rows=[
                    (
                        (side.account.code, address(side.account)),
                        _rand(side.cents) if side.cents > 0 else "",
                        _rand(-side.cents) if side.cents < 0 else "",
                    )
                    for side in sides
                ],
            ),
            Table(
                title=_("From the same source"),
                heads=(_("Entry"), _("Kind"), _("Posted")),
                rows=[
                    ((each.key, address(each)), each.get_kind_display(), each.posted_on) for each in others
                ],
            ),
        ]


@admin.register(BookClosing, site=staff_site)
class BookClosingAdmin(StaffAdmin):
    """Which days are closed, and the balances of that moment."""

    list_display: Any = ("until", "entity", "by_label", "created_at", "waiting")
    list_select_related = ("entity",)
    ordering = ("-until",)
