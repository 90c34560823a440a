"""Live figures of plans and payments, and what the support desk says of one customer's plan."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from billing.gateways import registry
from billing.models import Charge, CreditEntry, Customer, LineState, Payment, Subscription
from billing.services import bank, figures, terms, what_if
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.money import format_zar
from synthai.core.staff.site import staff_site
from synthai.core.tenancy import tenant
from synthai.staff.tiles import Tile

AHEAD = timedelta(days=62)
NEWEST = 5


def tiles(now: datetime) -> list[Tile]:
    """For the front page: what brings money in, and what somebody has to do. A constant number of queries."""
    month, trials, owed = figures.month(now=now), figures.trials(now=now), figures.owed(now=now)
    return [
        _revenue(month),
        _trials(trials),
        _overdue(owed),
        _failed(owed),
        _to_look_at(now),
        _disputes(),
        _bank(),
    ]


def all_tiles(now: datetime) -> list[Tile]:
    """For the page of figures: these, and what they are made of."""
    month, trials, owed = figures.month(now=now), figures.trials(now=now), figures.owed(now=now)
    return [
        _revenue(month),
        *_month(month),
        _trials(trials),
        _overdue(owed),
        _failed(owed),
        *_today(now),
        _to_look_at(now),
        _disputes(),
        _bank(),
    ]


def _list(name: str, query: str = "") -> str:
    return reverse(f"admin:billing_{name}_changelist") + query


def _revenue(month: figures.Month) -> Tile:
    found = month.revenue
    return Tile(
        _("Monthly revenue"),
        format_zar(found.amount),
        _("%(customers)d paying; %(without)s without VAT; what it is made of")
        % {"customers": found.customers, "without": format_zar(found.without_vat)},
        reverse("admin:billing-figures"),
    )


def _month(month: figures.Month) -> list[Tile]:
    paying = "?state__exact=active"
    changed = "–" if month.changed is None else format_zar(month.changed)
    churn = "–" if month.churn_percent is None else f"{month.churn_percent} %"
    return [
        Tile(
            _("New this month"),
            format_zar(month.new.amount),
            _("%(n)d began to pay; welcome them") % {"n": month.new.customers},
            _list("charge", "?reason__exact=first&state__exact=paid"),
        ),
        Tile(
            _("Lost this month"),
            format_zar(month.lost.amount),
            _("%(n)d stopped; read their reasons") % {"n": month.lost.customers},
            _list("subscription", "?state__exact=cancelled"),
        ),
        Tile(
            _("Changed this month"),
            changed,
            _("plans, seats, coupons, pauses; needs the sum of the month's first day"),
            _list("subscription", paying),
        ),
        Tile(
            _("Churn this month"),
            churn,
            _("customers lost of those who paid when it began; ask them why"),
            _list("subscription", "?state__exact=cancelled"),
        ),
    ]


def _trials(found: figures.Trials) -> Tile:
    share = "–" if found.percent is None else f"{found.percent} %"
    return Tile(
        _("Trials"),
        f"{found.active}, {share}",
        _("running; of %(ended)d that ended in 30 days %(converted)d pay; help those that end soon")
        % {"ended": found.ended, "converted": found.converted},
        _list("subscription", "?state__exact=trialing"),
    )


def _overdue(owed: dict[str, Any]) -> Tile:
    return Tile(
        _("Overdue"),
        format_zar(Decimal(owed["overdue"])),
        _("%(n)d charges; charge now, or call; %(given_up)d given up this month")
        % {"n": owed["overdue_count"], "given_up": owed["given_up"]},
        _list("charge", "?state__exact=open"),
        is_bad=bool(owed["overdue_count"]),
    )


def _failed(owed: dict[str, Any]) -> Tile:
    return Tile(
        _("Failed payments, 7 days"),
        f"{owed['failed']}, {format_zar(Decimal(owed['failed_sum']))}",
        _("read why; a card that expired needs its owner"),
        _list("payment", "?state__exact=failed"),
        is_bad=bool(owed["failed"]),
    )


def _today(now: datetime) -> list[Tile]:
    found = figures.taken_today(now=now)
    titles = {code: str(each.title) for code, each in registry.active().items()}
    if not found:
        return [Tile(_("Taken today"), format_zar(Decimal(0)), _("nothing yet"), _list("payment"))]
    return [
        Tile(
            _("Taken today: %(gateway)s") % {"gateway": titles.get(gateway, gateway)},
            format_zar(total),
            _("%(n)d; look at them") % {"n": number},
            _list("payment", f"?state__exact=confirmed&gateway={gateway}"),
        )
        for gateway, number, total in found
    ]


def _to_look_at(now: datetime) -> Tile:
    found = figures.to_look_at(now=now)
    if found["mismatched"]:
        url = _list("payment", "?mismatch=yes")
    else:
        first = next((name for name in ("failed", "unmatched") if found[name]), "waiting")
        url = _list("gatewaymessage", f"?state__exact={first}")
    return Tile(
        _("Payment messages"),
        f"{found['late']} / {found['failed']} / {found['unmatched']} / {found['mismatched']}",
        _("late / failed / nobody's / other amount; run again, assign, or decide by hand"),
        url,
        is_bad=any(found.values()),
    )


def _disputes() -> Tile:
    number, first = figures.disputes()
    due = date_format(timezone.localtime(first), "j F Y") if first else ""
    said = _("answer at the payment service, the first by %(day)s") % {"day": due}
    return Tile(
        _("Open disputes"),
        str(number),
        said if due else _("answer at the payment service") if number else _("none"),
        _list("dispute", "?state__exact=open"),
        is_bad=number > 0,
    )


def _bank() -> Tile:
    waiting = bank.counts().get(LineState.OPEN, 0)
    return Tile(
        _("Bank lines to match"),
        str(waiting),
        _("confirm what the EFTs paid"),
        reverse("admin:billing_bankline_match"),
    )


@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """Every figure, and revenue by plan."""
    now = timezone.now()
    found = figures.revenue(now=now)
    plans = [(name, number, format_zar(total)) for name, (number, total) in found.by_plan.items()]
    context = {
        **staff_site.each_context(request),
        "title": _("Plans and payments"),
        "tiles": all_tiles(now),
        "plans": plans,
        "total": format_zar(found.amount),
        "customers": found.customers,
    }
    audit(None, "staff.billing.figures", by=staff_actor(request))
    return TemplateResponse(request, "admin/billing/figures.html", context)


def plan_of(organisation: Organisation, *, now: datetime) -> dict[str, Any]:
    """What the support desk says of a customer's plan. A constant number of queries for each period ahead."""
    with tenant(organisation):
        rows = Subscription.objects.select_related("price__plan", "next_price__plan")
        found = rows.live().order_by("pk").first() or rows.order_by("-pk").first()
        live = found if found is not None and found.is_live else None
        forecast = what_if.forecast(live, until=now + AHEAD, now=now)
        customer = Customer.objects.order_by("pk").first()
        left = sum(CreditEntry.objects.values_list("amount", flat=True), Decimal(0))
        payments = list(Payment.objects.order_by("-pk")[:NEWEST])
        charges = list(Charge.objects.newest_first()[:NEWEST])
    return {
        "subscription": found,
        "words": terms.words(found.price, found.quantity) if found else "",
        "customer": customer,
        "credit": format_zar(left),
        "next": next(iter(forecast.charges), None),
        "owed": forecast.owed,
        "payments": payments,
        "charges": charges,
    }
