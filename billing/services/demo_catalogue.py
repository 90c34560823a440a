"""The plans SynthAI starts with, at South African price points. Prices include VAT; a year costs ten months.

An operator changes them in the admin: what is here is only made when the catalogue is empty, or by asking for it.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from billing.models import Interval, Plan, PlanKind, PriceModel, Subscription
from billing.services import catalogue, subscriptions
from billing.services.catalogue import Terms
from synthai.core.access import Actor, system_actor

SEATS: Final = "accounts.seats"
# feature: free, starter, growth, business. None is without limit.
VALUES: Final[dict[str, tuple[Any, Any, Any, Any]]] = {
    SEATS: (2, 3, 8, 20),
    "pricing.products": (100, 500, 5_000, None),
    "pricing.runs": (4, 30, 200, None),
    "content.documents": (3, 30, 150, 600),
    "content.ai_credits": (0, 500, 3_000, 15_000),
    "courses.courses": (1, 3, 25, None),
    "media.storage": (500, 2_000, 20_000, 100_000),
    "accounts.api_keys": (0, 1, 10, 50),
    "accounts.single_sign_on": (False, False, True, True),
}
PLANS: Final = (
    ("free", _("Free"), _("For trying it out, and for the smallest shops."), None, None, 0),
    ("starter", _("Starter"), _("For a shop that sets its own prices."), "199.00", "59.00", 14),
    ("growth", _("Growth"), _("For a team with several people and more products."), "599.00", "69.00", 14),
    (
        "business",
        _("Business"),
        _("For businesses with branches and their own sign-in."),
        "1499.00",
        "79.00",
        14,
    ),
)

PACKS: Final = (
    ("price-runs-pack-20", _("20 price runs"), "pricing.runs", 20, "49.00"),
    ("price-runs-pack-100", _("100 price runs"), "pricing.runs", 100, "199.00"),
    ("ai-credits-pack-500", _("500 AI credits"), "content.ai_credits", 500, "99.00"),
    ("ai-credits-pack-2000", _("2 000 AI credits"), "content.ai_credits", 2_000, "349.00"),
    ("ai-credits-pack-10000", _("10 000 AI credits"), "content.ai_credits", 10_000, "1499.00"),
)


def load(*, now: datetime, by: Actor | None = None) -> int:
    """Make or bring up to date the demo plans and their prices; returns how many plans there are. Idempotent."""
    actor = by or system_actor()
    for number, (code, name, summary, monthly, seat, trial) in enumerate(PLANS):
        values = {feature: given[number] for feature, given in VALUES.items()}
        plan = catalogue.put_plan(
            code, name=name, summary=summary, position=number, trial_days=trial, values=values, by=actor
        )
        if monthly and seat:
            for interval, months in ((Interval.MONTH, 1), (Interval.YEAR, 10)):
                catalogue.new_price(plan, _terms(values, monthly, seat, interval, months), by=actor, now=now)
    _load_extras(actor, now)
    _load_packs(actor, now)
    return Plan.objects.count()


def start_trial(by: Actor, *, now: datetime) -> None:
    """Let the demo organisation try Growth, unless it has or had a plan. Needs its tenant."""
    organisation_id = by.organisation_id or 0
    if not Subscription.objects.exists():
        price = subscriptions.plan_on_sale("growth", Interval.MONTH, now=now)
        subscriptions.start_trial(organisation_id, price=price.public_id, quantity=8, by=by, now=now)


def _terms(values: dict[str, Any], monthly: str, seat: str, interval: Interval, months: int) -> Terms:
    return Terms(
        interval=interval,
        model=PriceModel.PER_SEAT,
        amount=Decimal(monthly) * months,
        unit_amount=Decimal(seat) * months,
        included_quantity=int(values[SEATS]),
        metric=SEATS,
    )


def _load_packs(actor: Actor, now: datetime) -> None:
    """Bought once, spent after what the plan gives. A pack is shown once some app has its meter."""
    for number, (code, name, feature, units, rand) in enumerate(PACKS):
        pack = catalogue.put_plan(
            code,
            name=name,
            kind=PlanKind.ONE_OFF,
            position=30 + number,
            values={feature: units},
            by=actor,
        )
        terms = Terms(interval=Interval.ONCE, model=PriceModel.FLAT, amount=Decimal(rand))
        catalogue.new_price(pack, terms, by=actor, now=now)


def _load_extras(actor: Actor, now: datetime) -> None:
    credits_pack = catalogue.put_plan(
        "ai-credits-1000",
        name=_("1 000 AI credits a month"),
        kind=PlanKind.ADD_ON,
        position=20,
        values={"content.ai_credits": 1000},
        by=actor,
    )
    for interval, months in ((Interval.MONTH, 1), (Interval.YEAR, 10)):
        terms = Terms(interval=interval, model=PriceModel.PACKAGE, amount=Decimal("149.00") * months)
        catalogue.new_price(credits_pack, terms, by=actor, now=now)
