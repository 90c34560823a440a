"""Staff view of prepaid units: every pot with its moves, gifts, and vouchers."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, DeedForm, Table, Work, address
from billing.engine.periods import midnight
from billing.models import Voucher, WalletMove, WalletPot
from billing.services import vouchers, wallets
from synthai.core import entitlements
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant

SHOWN = 100


def _meters() -> list[tuple[str, str]]:
    known = entitlements.features()
    mine = {code: f"{each.title} ({code})" for code, each in known.items() if each.kind == "meter"}
    return sorted({"content.ai_credits": "content.ai_credits", **mine}.items())


class _MeterForm(DeedForm):
    """Of which meter, how many."""

    feature = fields.choice(label=_("Of"))
    quantity = fields.number(label=_("How many"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feature"].choices = _meters()  # type: ignore[attr-defined]


class GiftForm(_MeterForm):
    """To whom, and why."""

    organisation = fields.OrganisationField()
    reason = fields.reason(help_text=_("The customer reads it beside the units."))
    request_key = fields.RequestKey()
    field_order = ("organisation",)


class VoucherForm(_MeterForm):
    """A code that gives units."""

    name = fields.text(label=_("Name"), max_length=80)
    code = fields.text(
        label=_("Code"), max_length=30, required=False, help_text=_("Empty: one that cannot be guessed.")
    )
    most = fields.number(label=_("How often in all"), required=False, min_value=1)
    valid_until = fields.day(
        label=_("Before"), required=False, help_text=_("The first day it works no more.")
    )
    field_order = ("name", "code")


def _give(work: Work) -> Any:
    data = work.data
    with tenant(data["organisation"]):
        pot = wallets.give(
            data["organisation"],
            data["feature"],
            Decimal(data["quantity"]),
            reason=data["reason"],
            key=data["request_key"],
            by=work.by,
            now=work.now,
        )
    return _("Given: %(pot)s.") % {"pot": pot}


def _make(work: Work) -> Any:
    data = {**work.data, "quantity": Decimal(work.data["quantity"])}
    data["valid_until"] = midnight(data["valid_until"]) if data["valid_until"] else None
    made = vouchers.make(**data, by=work.by, now=work.now)
    return _("The voucher %(code)s can be used.") % {"code": made.code}


def _end(work: Work) -> Any:
    vouchers.end(work.row, by=work.by)
    return _("Nobody can use it any more. What it gave stays.")


@admin.register(WalletPot, site=staff_site)
class WalletPotAdmin(BillingAdmin):
    """Prepaid units, by purchase, voucher or gift."""

    list_display = (
        "public_id",
        "organisation",
        "feature",
        "source",
        "label",
        "quantity",
        "left",
        "expires_at",
    )
    list_filter = ("feature", "source", "expires_at")
    list_select_related = ("organisation", "charge")
    search_fields = ("public_id", "organisation__name", "organisation__slug", "label")
    find_exactly = ("pk", "public_id")
    ordering = ("-pk",)
    exclude = ("charge",)
    deeds = (Deed(name="give", title=_("Give units"), do=_give, form=GiftForm, is_of_list=True),)

    def links(self, row: Any) -> list[tuple[Any, str]]:
        return [(_("Charge"), address(row.charge))] if row is not None and row.charge else []

    def tables(self, row: WalletPot) -> list[Table]:
        found = WalletMove.objects.filter(pot=row).order_by("-pk")[:SHOWN]
        rows = [(m.created_at, m.get_kind_display(), m.quantity, m.balance, m.event_id) for m in found]
        heads = (_("When"), _("What"), _("Units"), _("Left of all"), _("Use"))
        return [Table(title=_("Movements"), heads=heads, rows=rows)]


@admin.register(Voucher, site=staff_site)
class VoucherAdmin(BillingAdmin):
    """Vouchers: how often used."""

    list_display = ("code", "name", "feature", "quantity", "used", "most", "valid_until", "is_active")
    list_filter = ("is_active", "feature", "valid_until")
    search_fields = ("code", "name", "public_id")
    find_exactly = ("pk", "public_id", "code")
    ordering = ("-pk",)
    deeds = (
        Deed(name="new", title=_("New voucher"), do=_make, form=VoucherForm, is_of_list=True),
        Deed(name="end", title=_("End the voucher"), do=_end, offered=lambda row: row.is_active),
    )
