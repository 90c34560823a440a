"""Every row lock of notifications. Deliveries before messages; several deliveries in the order of their keys."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from notifications.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Fact,
    FactState,
    Mail,
    MailState,
    Message,
    NumberCode,
)


def lock_waiting_mail(mail_id: int) -> Mail | None:
    """The mail when it still waits and nobody else is sending it; needs an open transaction."""
    waiting = Mail.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return waiting.filter(pk=mail_id, state=MailState.WAITING).order_by("pk").first()


def lock_due_delivery(delivery_id: int, *, now: datetime) -> Delivery | None:
    """The delivery when it is due, or its worker died, and nobody else has it; needs an open transaction."""
    due = Q(state=DeliveryState.WAITING, not_before__lte=now)
    lost = Q(state=DeliveryState.GOING, lease_until__lte=now)
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    rows = rows.select_related("message__organisation", "user")
    return rows.filter(due | lost, pk=delivery_id).order_by("pk").first()


def lock_delivery(delivery_id: int) -> Delivery | None:
    """The delivery, waiting for whoever has it; needs an open transaction."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("message__organisation", "user")
    return rows.filter(pk=delivery_id).order_by("pk").first()


def lock_message(message_id: int) -> None:
    """One at a time decides what follows when a message failed on several devices; after its delivery; needs an open transaction."""
    rows = Message.objects.select_for_update(of=("self",), no_key=True)
    rows.filter(pk=message_id).order_by("pk").first()


def lock_delivery_of_provider(provider: str, provider_id: str, key: str) -> Delivery | None:
    """The delivery that a provider's callback names, by our key or by its own number. A provider speaks only
    of what it was given; needs an open transaction."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("user", "message")
    its_own = Exists(Attempt.objects.filter(delivery=OuterRef("pk"), provider=provider))
    named = (
        rows.filter(its_own, public_id=key)
        if key
        else rows.filter(provider=provider, provider_id=provider_id)
    )
    return named.order_by("pk").first()


def lock_rest_of_digest(lead: Delivery, *, now: datetime) -> list[Delivery]:
    """What else is due for the same person and channel, when nobody else has it; needs an open transaction."""
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    rows = rows.select_related("message__organisation").exclude(pk=lead.pk)
    return list(
        rows.filter(
            user_id=lead.user_id,
            channel=lead.channel,
            device=lead.device,
            is_digest=True,
            state=DeliveryState.WAITING,
            not_before__lte=now,
            message__cancelled_at=None,
        ).order_by("pk")
    )


def lock_spreading_fact(fact_id: int) -> Fact | None:
    """The fact when it still spreads and nobody else is at it; needs an open transaction."""
    rows = Fact.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows.filter(pk=fact_id, state=FactState.SPREADING).order_by("pk").first()


def lock_person(user_id: int) -> None:
    """One at a time for this person; needs an open transaction."""
    people = get_user_model().objects.select_for_update(of=("self",), no_key=True)
    people.filter(pk=user_id).order_by("pk").first()


def lock_open_code(user_id: int, *, now: datetime) -> NumberCode | None:
    """The code that this person may type now; needs an open transaction."""
    codes = NumberCode.objects.select_for_update(of=("self",), no_key=True)
    mine = codes.filter(user_id=user_id, closed_at=None, expires_at__gt=now, tries_left__gt=0)
    return mine.order_by("-pk").first()
