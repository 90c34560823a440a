"""What an organisation sees of its plan, charges, payments and ways to pay."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from billing.models import (
    CardSetup,
    Charge,
    CreditEntry,
    Customer,
    MethodState,
    Payment,
    PaymentMethod,
    PaymentState,
    Subscription,
    SubscriptionExtra,
)
from synthai.core.errors import NotFound


def live_subscription() -> Subscription | None:
    """The one that is neither over nor waiting for its first payment, with its prices and plans."""
    rows = Subscription.objects.live().select_related("price__plan", "next_price__plan")
    found: Subscription | None = rows.order_by("pk").first()
    return found


def present_subscription() -> Subscription | None:
    """The live one, else one that waits for its first payment."""
    rows = Subscription.objects.exclude(state="cancelled").select_related("price__plan", "next_price__plan")
    found = list(rows.order_by("pk"))
    return next((row for row in found if row.is_live), found[0] if found else None)


def extras_of(subscription: Subscription) -> list[SubscriptionExtra]:
    """Its add-ons."""
    rows = SubscriptionExtra.objects.filter(subscription=subscription)
    return list(rows.select_related("price__plan").order_by("pk"))


def open_charges() -> list[Charge]:
    """What is to be paid, oldest first; at most 50. `eft_id` and `eft_reference` name the EFT that is awaited,
    `charging_id` the payment with a kept card that is under way, if there is one."""
    efts = Payment.objects.awaited_efts().filter(charge=OuterRef("pk")).order_by("-pk")
    charging = Payment.objects.being_charged().filter(charge=OuterRef("pk")).order_by("-pk")
    rows = Charge.objects.open().select_related("subscription")
    rows = rows.annotate(
        eft_id=Subquery(efts.values("public_id")[:1]),
        eft_reference=Subquery(efts.values("reference")[:1]),
        charging_id=Subquery(charging.values("public_id")[:1]),
    )
    return list(rows.order_by("created_at", "pk")[:50])


def charges() -> Any:
    """Every charge, for a list by key."""
    return Charge.objects.all()


def credit_entries() -> Any:
    """Every movement of the credit, for a list by key."""
    return CreditEntry.objects.all()


def get_charge(public_id: str) -> Charge:
    """One charge. Raises NotFound."""
    found: Charge | None = Charge.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def being_charged(charge: Charge) -> Payment | None:
    """The payment with a kept card that is under way for it."""
    rows = Payment.objects.being_charged().filter(charge=charge).select_related("method")
    found: Payment | None = rows.order_by("-pk").first()
    return found


def payments_of(charge_ids: Iterable[int]) -> dict[int, list[Payment]]:
    """The tries to pay some charges, newest first. One query."""
    found: dict[int, list[Payment]] = {}
    rows = Payment.objects.filter(charge_id__in=list(charge_ids)).select_related("method", "charge")
    for payment in rows.order_by("-created_at", "-pk"):
        found.setdefault(payment.charge_id, []).append(payment)
    return found


def under_way(charge: Charge) -> Payment | None:
    """The newest try to pay an open charge, where it was begun and what became of it is not known. One query."""
    if not charge.is_open:
        return None
    newest: Payment | None = Payment.objects.filter(charge=charge).order_by("-created_at", "-pk").first()
    is_begun = newest is not None and newest.is_undecided and newest.state != PaymentState.CREATED
    return newest if newest is not None and is_begun and not newest.was_declined else None


def get_payment(public_id: str) -> Payment:
    """One payment with its charge. Raises NotFound."""
    rows = Payment.objects.select_related("charge", "organisation").filter(public_id=public_id)
    found: Payment | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def methods() -> list[PaymentMethod]:
    """Ways to pay that are kept, newest first."""
    return list(PaymentMethod.objects.exclude(state=MethodState.ENDED).order_by("-created_at", "-pk")[:20])


def removed_methods(*, now: datetime) -> list[PaymentMethod]:
    """Those whose removal can still be taken back, newest first."""
    rows = PaymentMethod.objects.filter(state=MethodState.ENDED, forget_at__gt=now).order_by("-removed_at")
    return [row for row in rows[:20] if row.can_be_taken_back(at=now)]


def get_card_setup(public_id: str) -> CardSetup:
    """A card on its way to be kept. Raises NotFound."""
    rows = CardSetup.objects.select_related("method").filter(public_id=public_id)
    found: CardSetup | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def default_method(*, today: date) -> PaymentMethod | None:
    """The card that renewals are charged to, when it can be charged on that day."""
    of_customer = Customer.objects.order_by("pk").values("default_method")[:1]
    rows = PaymentMethod.objects.filter(public_id__in=of_customer, is_scheduled_by_gateway=False)
    found: PaymentMethod | None = rows.exclude(state=MethodState.ENDED).order_by("pk").first()
    return None if found is None or found.is_expired(on=today) else found


def get_method(public_id: str) -> PaymentMethod:
    """One that is kept. Raises NotFound."""
    rows = PaymentMethod.objects.exclude(state=MethodState.ENDED).filter(public_id=public_id)
    found: PaymentMethod | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def customer() -> Customer | None:
    """The billing details, if somebody wrote any."""
    return Customer.objects.order_by("pk").first()
