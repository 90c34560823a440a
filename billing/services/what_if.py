"""What a customer would be charged until a day: the cycle's own steps and sums on copies in memory. Nothing is written.

It assumes what nobody can know: that everything charged is paid, that nobody changes anything, and that the seats stay
as they are. `billing/tests/test_what_if.py` holds it against what the real cycle then does.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.engine.quotes import Quote
from billing.models import (
    Charge,
    ChargeReason,
    Coupon,
    CouponRedemption,
    Customer,
    Subscription,
    SubscriptionState,
)
from billing.services import coupons, cycle, ledger, quoting, terms

MOST_STEPS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One thing that will happen: a charge with its quote, or only a sentence."""

    at: datetime
    text: str
    quote: Quote | None = None
    period_end: datetime | None = None
    coupon: str = ""  # what becomes of the coupon with this charge


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What will happen until `until`, in order. `owed` is open today; `credit_left` what is left of the credit at the end."""

    until: datetime
    expected: tuple[Expected, ...]
    owed: tuple[Charge, ...]
    credit_left: Decimal

    @property
    def charges(self) -> list[Expected]:
        return [each for each in self.expected if each.quote is not None]

    @property
    def total(self) -> Decimal:
        """Everything that will be charged."""
        return sum((each.quote.total for each in self.expected if each.quote), Decimal(0))


@dataclass
class _Walk:
    """The subscription as it will be. `row` is a copy and is never saved."""

    row: Subscription
    has_method: bool
    extras: dict[int, int]
    coupon: Coupon | None
    only_for: frozenset[int]  # the plans the coupon is for, none for all
    periods_left: int | None
    credit: Decimal
    held_credit: Decimal  # in what was asked for and not paid: free again at the period's end
    done: list[Expected] = field(default_factory=list)

    def say(self, at: datetime, text: str) -> None:
        self.done.append(Expected(at=at, text=text))

    def end(self, at: datetime, text: str) -> None:
        """Nothing more is charged."""
        self.row.state, self.row.next_step_at = SubscriptionState.CANCELLED, None
        self.say(at, text)

    def charge(self, at: datetime, text: str, *, calendar_from: datetime | None = None) -> None:
        """The row's period, as quoting makes it, with the coupon and credit that are left by then."""
        price, ended = self.row.price, self._drop_unfit()
        held = quoting.holdings(price, self.row.quantity, self.extras, on=at)
        quote = quoting.period(
            held,
            self.coupon,
            price=price,
            credit_available=self.credit,
            at=at,
            calendar_from=calendar_from,
        )
        self.credit -= quote.credit
        told = self._count_coupon() or ended
        self.done.append(Expected(at=at, text=text, quote=quote, period_end=self.row.period_end, coupon=told))

    def _drop_unfit(self) -> str:
        coupon, price = self.coupon, self.row.price
        is_foreign = (
            coupon is not None and coupon.amount_off is not None and coupon.currency != price.currency
        )
        is_other = bool(self.only_for) and price.plan_id not in self.only_for
        if coupon is None or not (is_foreign or is_other):
            return ""
        self.coupon = None
        return _("The coupon %(code)s is not for this plan, so it ends.") % {"code": coupon.code}

    def _count_coupon(self) -> str:
        if self.coupon is None or self.periods_left is None:
            return ""
        code, self.periods_left = self.coupon.code, self.periods_left - 1
        if self.periods_left <= 0:
            self.coupon = None
            return _("The coupon %(code)s ends with it.") % {"code": code}
        return ngettext(
            "The coupon %(code)s holds for one more period.",
            "The coupon %(code)s holds for %(n)d more periods.",
            self.periods_left,
        ) % {"code": code, "n": self.periods_left}


def forecast(
    subscription: Subscription | None,
    *,
    until: datetime,
    now: datetime,
    trying: CouponRedemption | None = None,
    is_paid: bool = False,
) -> Forecast:
    """Each charge up to an instant. Needs the tenant; a constant number of queries for each period. Read only.

    `trying` is a use of a coupon, stored or not, that takes the place of the one there is. With `is_paid` a trial goes on.
    """
    owed = tuple(Charge.objects.open().order_by("pk"))
    currency = subscription.price.currency if subscription is not None else "ZAR"
    if subscription is None:
        return Forecast(until=until, expected=(), owed=owed, credit_left=ledger.balance(currency))
    used = trying or coupons.active_on(subscription)
    walk = _begin(subscription, currency, owed, used)
    walk.has_method = walk.has_method or is_paid
    for _step in range(MOST_STEPS):
        due = walk.row.next_step_at
        if due is None or due > until:
            break
        _STEPS.get(SubscriptionState(walk.row.state), _nothing)(walk, due)
    return Forecast(until=until, expected=tuple(walk.done), owed=owed, credit_left=walk.credit)


def _begin(
    subscription: Subscription, currency: str, owed: tuple[Charge, ...], used: CouponRedemption | None
) -> _Walk:
    row = copy.copy(subscription)
    if row.state == SubscriptionState.PAST_DUE and not row.run_by:  # what is owed is paid, so it goes on
        row.state, row.next_step_at = SubscriptionState.ACTIVE, row.period_end
    is_trial = row.state == SubscriptionState.TRIALING
    wishes = [
        each
        for each in owed
        if each.reason == ChargeReason.CHANGE or (is_trial and each.subscription_id == row.pk)
    ]
    held = [each.credit + each.from_credit + each.from_payments for each in wishes]
    return _Walk(
        row=row,
        has_method=Customer.objects.exclude(default_method="").exists(),
        extras=quoting.extras_of(subscription),
        coupon=used.coupon if used else None,
        only_for=frozenset(used.coupon.plans.values_list("pk", flat=True)) if used else frozenset(),
        periods_left=used.periods_left if used else None,
        credit=ledger.balance(currency),
        held_credit=sum(held, Decimal(0)),
    )


def _trial(walk: _Walk, at: datetime) -> None:
    row = walk.row
    ends_at = row.trial_ends_at or at
    if at < ends_at:
        row.next_step_at = ends_at
        return
    walk.credit, walk.held_credit = walk.credit + walk.held_credit, Decimal(0)
    if not walk.has_method or row.cancel_at_end:
        walk.end(at, _("The trial ends, and the plan with it: no way to pay is kept."))
        return
    cycle.begin_period(row, at)
    row.state, row.next_step_at = SubscriptionState.ACTIVE, row.period_end
    walk.charge(at, _("The trial ends: first period"), calendar_from=at if row.is_calendar_cycle else None)


def _period_over(walk: _Walk, at: datetime) -> None:
    row = walk.row
    if row.waits_for_choice:
        walk.extras = quoting.planned_extras(row)
        cycle.take_planned(row, at=at)
        row.next_step_at = row.period_end
        walk.say(
            at, _("The trial is over: what was paid for begins, %(plan)s.") % {"plan": row.price.plan.name}
        )
        return
    walk.credit, walk.held_credit = walk.credit + walk.held_credit, Decimal(0)
    if row.cancel_at_end:
        walk.end(at, _("The plan ends, as was asked."))
        return
    before = terms.words(row.price, row.quantity), row.price_id
    if row.next_extras is not None:
        walk.extras = quoting.planned_extras(row)
    cycle.take_planned(row, at=at)
    cycle.begin_period(row, row.period_end or at)
    row.next_step_at = row.period_end
    changes = before != (terms.words(row.price, row.quantity), row.price_id)
    text = _("Renewal, with what was planned") if changes else _("Renewal")
    walk.charge(at, text)


def _pause_over(walk: _Walk, at: datetime) -> None:
    row = walk.row
    if row.period_end and row.paused_at:
        row.period_end += at - row.paused_at
    row.paused_at = row.resumes_at = None
    row.state, row.next_step_at = SubscriptionState.ACTIVE, row.period_end
    walk.say(at, _("The pause ends. The days that were left count again."))


def _nothing(walk: _Walk, at: datetime) -> None:
    del at
    walk.row.next_step_at = None


_STEPS = {
    SubscriptionState.TRIALING: _trial,
    SubscriptionState.ACTIVE: _period_over,
    SubscriptionState.PAUSED: _pause_over,
}
