"""Staff view of charges, and what other pages show of charges, payments and credit."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.models import (
    Charge,
    CreditEntry,
    Payment,
)
from billing.services import by_hand, credit
from synthai.core.money import Money, format_zar
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant

SHOWN = 50


class ReasonForm(DeedForm):
    """Why."""

    reason = fields.reason()


class CreditForm(DeedForm):
    """How much, and why."""

    amount = fields.money(label=_("Amount in rand"))
    reason = fields.reason(help_text=_("The customer reads it beside the credit."))
    request_key = fields.RequestKey()


class CreditToForm(CreditForm):
    """To whom, too."""

    organisation = fields.OrganisationField()
    field_order = ("organisation",)


def give_credit(work: Work) -> Any:
    """Give credit to the row's organisation, or the one that was typed; once for each form."""
    data = work.data
    owner = data.get("organisation") or work.row.organisation_id
    with tenant(owner):
        made = credit.give(
            owner,
            amount=data["amount"],
            reason=data["reason"],
            key=f"staff:{data['request_key']}",
            by=work.by,
            now=work.now,
        )
        left = credit.balance()
    return _("%(amount)s given. The credit is %(left)s now.") % {
        "amount": format_zar(made.amount),
        "left": format_zar(left),
    }


CREDIT = Deed(
    name="credit",
    title=_("Give credit"),
    do=give_credit,
    form=CreditForm,
    intro=_(
        "It pays what is open; the next charges use the rest. Pressed twice, the same form gives it once."
    ),
)


def charges_table(rows: list[Charge]) -> Table:
    """Charges, newest first."""
    listed = [
        (
            (each.reference, address(each)),
            each.created_at,
            each.get_reason_display(),
            str(each.money),
            str(each.due_money) if each.due else "",
            each.get_state_display(),
        )
        for each in rows
    ]
    return Table(
        title=_("Charges"),
        heads=(_("Reference"), _("Made"), _("Why"), _("Total"), _("Still to pay"), _("State")),
        rows=listed,
    )


def _charge_now(work: Work) -> Any:
    payment = by_hand.charge_now(work.row.pk, by=work.by, now=work.now)
    if payment is None:
        return _(
            "There is no kept way to charge, or one is being charged right now. The customer has to pay herself."
        )
    return _("Charged with %(method)s: %(state)s. %(failure)s") % {
        "method": payment.gateway,
        "state": payment.get_state_display(),
        "failure": payment.failure,
    }


def _call_off(work: Work) -> Any:
    by_hand.call_off(work.row.pk, reason=work.data["reason"], by=work.by, now=work.now)
    return _("Called off: nobody has to pay it. Credit that it held is free again.")


@admin.register(Charge, site=staff_site)
class ChargeAdmin(BillingAdmin):
    """What customers owe us, and how each charge came to its sum."""

    list_display = (
        "reference",
        "organisation",
        "state",
        "reason",
        "money",
        "still_to_pay",
        "created_at",
        "due_at",
        "attempts",
    )
    list_filter = ("state", "reason", "created_at", "due_at")
    list_select_related = ("organisation",)
    search_fields = ("reference", "public_id", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id", "reference")
    ordering = ("-created_at", "-id")
    exclude = ("lines", "effect", "key")
    deeds = (
        Deed(
            name="charge-now",
            title=_("Charge now"),
            do=_charge_now,
            intro=_("The kept card is charged now, and the next planned try is this one."),
            offered=lambda row: row.is_payable,
        ),
        Deed(
            name="call-off",
            title=_("Call off"),
            do=_call_off,
            form=ReasonForm,
            intro=_("Nobody has to pay it any more. Money that still comes becomes credit."),
            offered=lambda row: row.is_open,
        ),
        CREDIT,
    )

    @admin.display(description=_("Total"), ordering="total")
    def money(self, row: Charge) -> str:
        return str(row.money)

    @admin.display(description=_("Still to pay"))
    def still_to_pay(self, row: Charge) -> str:
        return str(row.due_money) if row.due else ""

    def tables(self, row: Charge) -> list[Table]:
        lines = [
            (each["text"], each["quantity"], str(Money(Decimal(each["amount"]), row.currency)))
            for each in row.lines
        ]
        tries = Payment.objects.filter(charge=row).order_by("-pk")[:SHOWN]
        entries = CreditEntry.objects.filter(charge=row).order_by("pk")
        return [
            Table(title=_("Lines"), heads=(_("What"), _("How many"), _("Amount")), rows=lines),
            payments_table(list(tries)),
            Table(
                title=_("Credit"),
                heads=(_("When"), _("Amount"), _("Why")),
                rows=[(each.created_at, each.amount, each.reason) for each in entries],
            ),
        ]


def payments_table(rows: list[Payment]) -> Table:
    """Tries to pay, newest first."""
    listed = [
        (
            (each.reference, address(each)),
            each.created_at,
            each.gateway,
            f"{each.amount} {each.currency}",
            each.get_state_display(),
            each.failure,
        )
        for each in rows
    ]
    heads = (_("Reference"), _("Begun"), _("By"), _("Amount"), _("State"), _("Why not"))
    return Table(title=_("Payments"), heads=heads, rows=listed)
