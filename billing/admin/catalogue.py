"""Staff view of the catalogue: plans, what they give, their prices, and moves to new prices."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.admin import fields
from billing.admin.deeds import BillingAdmin, Deed, Table, Work, address
from billing.admin.plan_forms import MoveForm, NewPlanForm, PlanForm, PriceForm, price_words
from billing.models import (
    Plan,
    PlanKind,
    Price,
    PriceMove,
    RevenueDay,
    Subscription,
)
from billing.services import catalogue, demo_catalogue, price_moves
from synthai.core import entitlements
from synthai.core.money import format_zar
from synthai.core.staff.site import StaffAdmin, staff_site


def _put(work: Work) -> Any:
    data = work.data
    is_new = work.row is None
    plan = catalogue.put_plan(
        data["code"] if is_new else work.row.code,
        kind=PlanKind(data["kind"] if is_new else work.row.kind),
        name=data["name"],
        summary=data["summary"],
        position=data["position"],
        trial_days=data["trial_days"],
        is_public=data["is_public"],
        by=work.by,
    )
    catalogue.put_values(plan, data["values"], by=work.by)
    return _("%(plan)s is as you wrote it. It counts within a second.") % {"plan": plan.name}


def _price(work: Work) -> Any:
    names = catalogue.Terms.__dataclass_fields__
    given = {name: value for name, value in work.data.items() if name in names and value is not None}
    made = catalogue.new_price(work.row, catalogue.Terms(**given), by=work.by, now=work.now)
    return _("%(price)s is sold from now on. Who has an older version keeps it.") % {
        "price": price_words(made)
    }


def _move(work: Work) -> Any:
    data = work.data
    price_moves.start(
        data["old"],
        data["new"],
        from_day=data["from_day"],
        notice_days=data["notice_days"],
        by=work.by,
        now=work.now,
    )
    return _("The move has begun: everybody is told within minutes. Moves to new prices shows how far it is.")


def _archive(work: Work) -> Any:
    catalogue.archive(work.row, by=work.by, now=work.now)
    return _("It is sold to nobody any more. Who has it keeps it.")


def _unarchive(work: Work) -> Any:
    catalogue.unarchive(work.row, by=work.by)
    return _("It is on sale again.")


def _demo(work: Work) -> Any:
    count = demo_catalogue.load(now=work.now, by=work.by)
    return _("%(count)d plans are on sale now. Change them as you like.") % {"count": count}


def _plan_now(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"position": 0, "trial_days": 0}
    names = ("name", "summary", "position", "trial_days", "is_public")
    return {name: getattr(plan, name) for name in names}


def _price_now(plan: Plan) -> dict[str, Any]:
    found = Price.objects.filter(plan=plan, sold_until__isnull=True).order_by("pk").first()
    if found is None:
        return {}
    said = {name: getattr(found, name) for name in catalogue.Terms.__dataclass_fields__}
    tiers = [
        f"{tier.get('up_to') or 'rest'}, {tier.get('unit', 0)}, {tier.get('flat', 0)}" for tier in found.tiers
    ]
    return {**said, "tiers": "\n".join(tiers), "unit_amount": found.unit_amount.normalize()}


@admin.register(Plan, site=staff_site)
class PlanAdmin(BillingAdmin):
    """What we sell. Changed by its forms; a price never changes, it gets a new version."""

    list_display = ("name", "code", "kind", "position", "is_public", "trial_days", "archived_at")
    list_filter = ("kind", "is_public", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "code", "public_id")
    find_exactly = ("pk", "public_id", "code")
    find_newest = ("name__istartswith",)
    ordering = ("kind", "position", "pk")
    deeds = (
        Deed(
            name="new",
            title=_("New plan, add-on or item"),
            do=_put,
            form=NewPlanForm,
            initial=_plan_now,
            is_of_list=True,
        ),
        Deed(
            name="demo",
            title=_("Load the demo plans"),
            do=_demo,
            intro=_("Free, Starter, Growth and Business with South African prices, and an add-on."),
            offered=lambda _row: not Plan.objects.exists(),
            is_of_list=True,
        ),
        Deed(
            name="edit",
            title=_("Change the plan and what it gives"),
            do=_put,
            form=PlanForm,
            initial=_plan_now,
        ),
        Deed(
            name="price",
            title=_("New price version"),
            do=_price,
            form=PriceForm,
            initial=_price_now,
            intro=_(
                "Sold from now on to new customers. Who has an older version keeps it until you move them."
            ),
        ),
        Deed(
            name="move",
            title=_("Move customers to the new price"),
            do=_move,
            form=MoveForm,
            initial=lambda _row: {"from_day": timezone.localdate() + timedelta(days=31)},
            intro=_(
                "Each is told at once and pays the new price from the first renewal on or after the day, with at least the "
                "days of notice. Who planned a change or cancelled is left alone and listed."
            ),
            offered=lambda row: Price.objects.filter(plan=row, sold_until__isnull=False).exists(),
        ),
        Deed(
            name="archive",
            title=_("Take off sale"),
            do=_archive,
            offered=lambda row: row.archived_at is None,
        ),
        Deed(
            name="unarchive",
            title=_("Put back on sale"),
            do=_unarchive,
            offered=lambda row: row.archived_at is not None,
        ),
    )

    def tables(self, row: Plan) -> list[Table]:
        known = entitlements.features()
        given = [
            (
                str(known[value.feature].title) if value.feature in known else value.feature,
                fields.shown_given(value.value),
                _("soft") if value.is_soft else "",
            )
            for value in row.values.order_by("feature")
        ]
        prices = [
            (
                (price_words(price), address(price)),
                price.sold_from.date(),
                price.sold_until.date() if price.sold_until else _("sold now"),
            )
            for price in Price.objects.filter(plan=row).order_by("interval", "-version")
        ]
        return [
            Table(title=_("It gives"), heads=(_("Feature"), _("Value"), ""), rows=given),
            Table(title=_("Prices"), heads=(_("Version"), _("From"), _("Until")), rows=prices),
        ]


@admin.register(Price, site=staff_site)
class PriceAdmin(StaffAdmin):
    """Every version of every price, and who pays it. The database refuses to change one."""

    list_display = ("plan", "interval", "version", "currency", "model", "amount", "sold_from", "sold_until")
    list_filter = ("interval", "model", "currency", ("sold_until", admin.EmptyFieldListFilter))
    list_select_related = ("plan",)
    search_fields = ("public_id", "plan__name", "plan__code")
    find_exactly = ("pk", "public_id")
    ordering = ("plan__position", "interval", "-version")
    readonly_fields = ("paying",)

    @admin.display(description=_("Customers who pay it"))
    def paying(self, price: Price) -> int:
        """Live subscriptions of this version."""
        return Subscription.objects.live().filter(price=price).count()


def _stop(work: Work) -> Any:
    price_moves.stop(work.row, by=work.by, now=work.now)
    return _("Nobody more is told. Who was told moves on the day.")


@admin.register(PriceMove, site=staff_site)
class PriceMoveAdmin(BillingAdmin):
    """Moves to new prices: how far they are, and whom they left alone."""

    list_display = ("public_id", "old_price", "new_price", "from_day", "by_label", "created_at", "ended_at")
    list_select_related = ("old__plan", "new__plan")
    search_fields = ("public_id", "old__plan__name")
    find_exactly = ("pk", "public_id")
    ordering = ("-created_at",)
    deeds = (
        Deed(
            name="stop",
            title=_("Tell nobody more"),
            do=_stop,
            intro=_("Who was told moves on the day all the same."),
            offered=lambda row: row.ended_at is None,
        ),
    )

    @admin.display(description=_("From"))
    def old_price(self, move: PriceMove) -> str:
        return f"{move.old.plan.name}: {price_words(move.old)}"

    @admin.display(description=_("To"))
    def new_price(self, move: PriceMove) -> str:
        return price_words(move.new)

    def tables(self, row: PriceMove) -> list[Table]:
        found = price_moves.progress(row, now=timezone.now())
        left = price_moves.left_alone(row).select_related("organisation", "next_price__plan").order_by("pk")
        listed = [
            (
                (str(each.organisation), address(each)),
                each.next_price.plan.name
                if each.next_price
                else _("ends on %(day)s") % {"day": each.period_end},
            )
            for each in left[:200]
        ]
        return [
            Table(
                title=_("How far it is"),
                heads=(_("Still to be told"), _("Told, waiting for the day"), _("Left alone")),
                rows=[(found["waiting"], found["told"], found["left"])],
            ),
            Table(title=_("Left alone"), heads=(_("Customer"), _("Because it planned")), rows=listed),
        ]


@admin.register(RevenueDay, site=staff_site)
class RevenueDayAdmin(StaffAdmin):
    """What paying plans came to a month, as each day began."""

    list_display = ("day", "amount", "customers", "created_at")
    ordering = ("-day",)

    @admin.display(description=_("A month, with VAT"), ordering="mrr")
    def amount(self, row: RevenueDay) -> str:
        return format_zar(row.mrr)


__all__ = ["PlanAdmin", "PriceAdmin", "PriceMoveAdmin", "RevenueDayAdmin"]
