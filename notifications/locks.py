"""Every row lock of notifications. Deliveries before messages; several deliveries in the order of their keys."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from notifications.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Escalation,
    EscalationState,
    Fact,
    FactState,
    Mail,
    MailState,
    Message,
    NumberCode,
    Replay,
    ReplayState,
    Sender,
    TemplateVersion,
)

_BODY = ("subject", "text", "html", "headers", "attachments")


def lock_due_mail(mail_id: int, *, now: datetime) -> Mail | None:
    """The mail when it is due, or its worker died, and nobody else has it; needs an open transaction."""
    due = Q(state=MailState.WAITING, not_before__lte=now)
    lost = Q(state=MailState.GOING, lease_until__lte=now)
    rows = Mail.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).defer(*_BODY)
    return rows.filter(due | lost, pk=mail_id).order_by("pk").first()


def lock_mail(mail_id: int) -> Mail | None:
    """The mail, waiting for whoever has it; needs an open transaction."""
    rows = Mail.objects.select_for_update(of=("self",), no_key=True).defer(*_BODY)
    return rows.filter(pk=mail_id).order_by("pk").first()


def lock_mail_of_provider(provider: str, provider_id: str, key: str) -> Mail | None:
    """The mail that a provider's callback names, as `lock_delivery_of_provider`; needs an open transaction."""
    rows = Mail.objects.select_for_update(of=("self",), no_key=True).defer(*_BODY)
    its_own = Exists(Attempt.objects.filter(mail=OuterRef("pk"), provider=provider))
    by_number = rows.filter(provider=provider, provider_id=provider_id) if provider_id else rows.none()
    named = rows.filter(its_own, public_id=key) if key else by_number
    return named.order_by("pk").first()


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


def lock_working_replay(replay_id: int) -> Replay | None:
    """The replay when it is not at its end and nobody else is at it; needs an open transaction."""
    rows = Replay.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return rows.filter(pk=replay_id, state=ReplayState.WORKING).order_by("pk").first()


def lock_open_template(kind: str, channel: str, locale: str) -> TemplateVersion | None:
    """The version that is still written in a place; needs an open transaction."""
    rows = TemplateVersion.objects.open().select_for_update(of=("self",), no_key=True)
    return rows.filter(kind=kind, channel=channel, locale=locale).order_by("pk").first()


def lock_templates(kind: str, channel: str, locale: str) -> None:
    """Every version of a place, in the order of their keys; needs an open transaction."""
    rows = TemplateVersion.objects.filter(kind=kind, channel=channel, locale=locale)
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_person(user_id: int) -> None:
    """One at a time for this person; needs an open transaction."""
    people = get_user_model().objects.select_for_update(of=("self",), no_key=True)
    people.filter(pk=user_id).order_by("pk").first()


def lock_open_code(user_id: int, *, now: datetime) -> NumberCode | None:
    """The code that this person may type now; needs an open transaction."""
    codes = NumberCode.objects.select_for_update(of=("self",), no_key=True)
    mine = codes.filter(user_id=user_id, closed_at=None, expires_at__gt=now, tries_left__gt=0)
    return mine.order_by("-pk").first()


def lock_due_escalation(escalation_id: int, *, now: datetime) -> Escalation | None:
    """The matter when its next step is due and nobody else is at it; needs an open transaction."""
    rows = Escalation.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    due = rows.filter(pk=escalation_id, state=EscalationState.RUNNING, next_at__lte=now)
    return due.order_by("pk").first()


def lock_sender() -> Sender | None:
    """The active organisation's own sender; needs an open transaction."""
    found: Sender | None = Sender.objects.select_for_update(of=("self",), no_key=True).order_by("pk").first()
    return found
