"""Prepaid units: filled by a purchase, a voucher or by us, spent after the plan's own quantity, and every movement kept.

All of it needs the tenant and runs in the caller's transaction. The rows of a feature's pots are locked before anything moves, after
whatever lock the caller holds; a pot's `left` is always the sum of its moves.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from billing import events, locks, permissions
from billing.engine import wallets as engine
from billing.models import (
    Charge,
    MoveKind,
    Plan,
    PlanValue,
    PotSource,
    TopUp,
    UsageEvent,
    UsageTotal,
    WalletMove,
    WalletPot,
)
from billing.services.usage_limits import Limits
from billing.services.usage_live import hint_on_commit
from synthai.core import entitlements
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

LIFE: Final = timedelta(
    days=3 * 365 + 1
)  # a prepaid voucher lives three years (Consumer Protection Act, section 63)
LOW: Final = Decimal("0.2")  # of what the pots held at first: then people are told
FIRST, LATER = 10, 50  # priorities: what we give is spent before what was bought


class GiftWrong(DomainError):
    """Not a quantity of a meter."""

    code = "billing.wallet.gift_wrong"
    title = _("This cannot be given")
    message = _("Give more than nothing of something that is counted by the month.")
    remedy = _("Name a meter and a quantity above nothing.")
    field = "quantity"


def balance(feature: str, *, at: datetime) -> Decimal:
    """What is left to spend of a feature. One query."""
    found = WalletPot.objects.good(at=at).filter(feature=feature).aggregate(left=Sum("left"))["left"]
    return Decimal(found or 0)


def has_any(feature: str, *, at: datetime) -> bool:
    """Whether anything is left. One query."""
    return bool(WalletPot.objects.good(at=at).filter(feature=feature).exists())


def rule_of(feature: str) -> TopUp | None:
    """The customer's rule that tops a feature up (services.top_ups)."""
    found: TopUp | None = (
        TopUp.objects.select_related("price__plan").filter(feature=feature).order_by("pk").first()
    )
    return found


def fill(
    organisation_id: int,
    feature: str,
    quantity: Decimal,
    *,
    source: PotSource,
    label: str,
    key: str,
    at: datetime,
    charge: Charge | None = None,
) -> WalletPot:
    """Put units in, once for the key. They live three years; what we give is spent first."""
    known = WalletPot.objects.filter(key=key).order_by("pk").first()
    if known is not None:
        return known
    locks.lock_pots(feature)
    pot: WalletPot = WalletPot.objects.create(
        organisation_id=organisation_id,
        feature=feature,
        source=source,
        label=label[:120],
        quantity=quantity,
        left=quantity,
        priority=FIRST if source == PotSource.GIFT else LATER,
        expires_at=at + LIFE,
        charge=charge,
        key=key,
        created_at=at,
    )
    _note(pot, MoveKind.ADDED, quantity, at=at)
    publish(events.WalletFilled(feature=feature, quantity=entitlements.plain(quantity), source=source))
    hint_on_commit(organisation_id, feature)
    return pot


def fill_bought(charge: Charge, item: str, quantity: int, *, at: datetime) -> None:
    """A pack was paid for: everything metered that it gives goes into the wallet. Other items give nothing here."""
    plan = Plan.objects.filter(code=item).first()
    for value in PlanValue.objects.filter(plan=plan).order_by("feature") if plan else ():
        units = _units(value.value, quantity)
        if units > 0 and _is_meter(value.feature):
            fill(
                charge.organisation_id or 0,
                value.feature,
                units,
                source=PotSource.BOUGHT,
                label=f"{plan.name}, {charge.reference}" if plan else charge.reference,
                key=f"charge:{charge.public_id}:{value.feature}",
                at=at,
                charge=charge,
            )


@transaction.atomic
def give(
    organisation_id: int, feature: str, quantity: Decimal, *, reason: str, key: str, by: Actor, now: datetime
) -> WalletPot:
    """Staff give units; the customer reads the reason. Raises NotAllowed, GiftWrong."""
    require(by, permissions.CREDIT_GIVE)
    if quantity <= 0 or quantity != round(quantity, 6) or not _is_meter(feature):
        raise GiftWrong
    locks.lock_customer(organisation_id)
    pot = fill(
        organisation_id,
        feature,
        quantity,
        source=PotSource.GIFT,
        label=reason,
        key=f"gift:{key}",
        at=now,
    )
    audit(
        pot,
        "billing.wallet.given",
        by=by,
        changes={"feature": [None, feature], "quantity": [None, quantity], "reason": [None, reason]},
    )
    return pot


def pay(total: UsageTotal, limits: Limits, adding: Decimal, *, event_id: str, at: datetime) -> Decimal:
    """The part of a use that prepaid units pay for, taken from the pots; nothing when the plan covers it or too little is left.

    The total is locked, and the use is known to be new.
    """
    plan = None if limits.is_soft else limits.plan
    wanted = engine.over(limit=plan, included_used=total.quantity - total.from_wallet, adding=adding)
    if wanted <= 0:
        return Decimal(0)
    pots = {pot.pk: pot for pot in locks.lock_pots(total.metric)}
    parts = engine.draw([_plain(pot) for pot in pots.values()], wanted, at=at)
    if parts is None:
        return Decimal(0)
    before = balance(total.metric, at=at)
    for key, part in parts:
        _move(pots[key], -part, MoveKind.SPENT, at=at, event_id=event_id)
    _warn(total.metric, list(pots.values()), before, before - wanted, at=at)
    total.from_wallet += wanted
    return wanted


def give_back(
    total: UsageTotal, first: UsageEvent, less: Decimal, correction_id: str, *, at: datetime
) -> None:
    """A use was less than was counted: what prepaid units paid for of it goes back into their pots. The total is locked."""
    spent = WalletMove.objects.filter(event_id=first.event_id, kind=MoveKind.SPENT).order_by("-pk")
    if less <= 0 or not spent:
        return
    pots = {pot.pk: pot for pot in locks.lock_pots(total.metric, is_empty_too=True)}
    corrections = UsageEvent.objects.filter(corrects=first.event_id).values("event_id")
    returned = WalletMove.objects.filter(kind=MoveKind.RETURNED, event_id__in=corrections)
    back = dict(returned.values_list("pot").annotate(sum=Sum("quantity")))
    for move in spent:
        part = min(less, -move.quantity - back.get(move.pot_id, Decimal(0)))
        if part > 0:
            _move(pots[move.pot_id], part, MoveKind.RETURNED, at=at, event_id=correction_id)
            total.from_wallet -= part
            less -= part


@transaction.atomic
def expire(*, now: datetime) -> int:
    """Write off what has run out in the active organisation; returns how many pots."""
    count = 0
    features = WalletPot.objects.run_out(now=now).order_by("feature").values_list("feature", flat=True)
    for feature in list(features.distinct()):
        for pot in locks.lock_pots(feature):
            if pot.expires_at is not None and pot.expires_at <= now:
                quantity = pot.left
                _move(pot, -quantity, MoveKind.EXPIRED, at=now)
                publish(events.WalletExpired(feature=feature, quantity=entitlements.plain(quantity)))
                count += 1
    return count


def _move(pot: WalletPot, change: Decimal, kind: MoveKind, *, at: datetime, event_id: str = "") -> None:
    pot.left += change
    pot.save(update_fields=["left"])
    _note(pot, kind, change, at=at, event_id=event_id)


def _note(pot: WalletPot, kind: MoveKind, quantity: Decimal, *, at: datetime, event_id: str = "") -> None:
    WalletMove.objects.create(
        pot=pot,
        organisation_id=pot.organisation_id,
        feature=pot.feature,
        kind=kind,
        quantity=quantity,
        balance=balance(pot.feature, at=at),
        event_id=event_id,
        created_at=at,
    )


def _warn(feature: str, pots: list[WalletPot], before: Decimal, after: Decimal, *, at: datetime) -> None:
    """Tell once, when a fifth of what the good pots held is left, or when it falls below where a top-up is wished."""
    whole = sum((pot.quantity for pot in pots if pot.expires_at is None or pot.expires_at > at), Decimal(0))
    rule = rule_of(feature)
    line = rule.below if rule is not None else whole * LOW
    if after < line <= before or (after == 0 < before):
        publish(events.WalletLow(feature=feature, left=entitlements.plain(after)))


def _plain(pot: WalletPot) -> engine.Pot:
    return engine.Pot(key=pot.pk, left=pot.left, priority=pot.priority, expires_at=pot.expires_at)


def _units(value: object, quantity: int) -> Decimal:
    is_number = isinstance(value, int | float | str) and not isinstance(value, bool)
    return Decimal(str(value)) * quantity if is_number else Decimal(0)


def _is_meter(feature: str) -> bool:
    known = entitlements.features().get(feature)
    return known is None or known.kind == "meter"
