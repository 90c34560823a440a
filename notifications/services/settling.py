"""The last step of a delivery: write down what the provider said, and what follows from it."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from notifications import locks
from notifications.carriers import PAID
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    CanFind,
    Channel,
    Misconfigured,
    News,
    ProviderError,
    Receipt,
    Refused,
    Verdict,
    WindowClosed,
)
from notifications.models import Address, Attempt, AttemptResult, Delivery, DeliveryState
from notifications.services import (
    budgets,
    deciding,
    destinations,
    falling_back,
    messages,
    reserving,
    routing,
    suppression,
    whatsapp,
)
from notifications.services.reserving import Going

ASK_AFTER, ASK_FOR = timedelta(seconds=30), timedelta(days=1)
_STATES = {
    Verdict.ACCEPTED: DeliveryState.SENT,
    Verdict.SENT: DeliveryState.SENT,
    Verdict.DELIVERED: DeliveryState.DELIVERED,
    Verdict.READ: DeliveryState.READ,
    Verdict.FAILED: DeliveryState.FAILED,
    Verdict.BOUNCED: DeliveryState.FAILED,
    Verdict.COMPLAINED: DeliveryState.FAILED,
}
_NEVER_AGAIN = {Verdict.BOUNCED: "bounced", Verdict.COMPLAINED: "complained"}
# A later word never goes back to an earlier one; a bounce may come after "taken", a complaint after anything.
_RANKS = {
    DeliveryState.GOING: 0,
    DeliveryState.WAITING: 0,
    DeliveryState.SENT: 1,
    DeliveryState.FAILED: 2,
    DeliveryState.DELIVERED: 3,
    DeliveryState.READ: 4,
}


@transaction.atomic(durable=True)
def settle(going: Going, answer: Receipt | ProviderError | None, *, now: datetime) -> bool:
    """Note an answer. False when another attempt may follow at once: by another provider, or after a clear "never took it".

    When another worker took over meanwhile (ours was slower than its lease), only the attempt is noted.
    """
    delivery = locks.lock_delivery(going.delivery_id)
    attempt = Attempt.objects.filter(pk=going.attempt_id).order_by("pk").first()
    if delivery is None or attempt is None:
        return True
    is_ours = delivery.state == DeliveryState.GOING and attempt.number == delivery.attempt_count
    is_over = _noted(delivery, attempt, going, answer, now) if is_ours else _noted_late(attempt, answer, now)
    attempt.save()
    delivery.save()
    return is_over


@transaction.atomic
def learn(provider: str, news: News, *, now: datetime) -> bool:
    """What a provider tells later, in any order and as often as it likes. False for a parcel that is not ours."""
    delivery = locks.lock_delivery_of_provider(provider, news.provider_id, news.key)
    if delivery is None:
        return False
    if news.is_window_closed and (told := _window_closed(delivery, news, now)) is not None:
        return told
    channel, state = Channel(delivery.channel), _STATES[news.verdict]
    if delivery.state == DeliveryState.GOING:
        _overtaken(delivery, news)
    if state is DeliveryState.FAILED:
        delivery.verdict = news.verdict.value
    if news.verdict in _NEVER_AGAIN:
        address = destinations.address_of(delivery)
        if address and not _has_another_number(delivery):
            reason = _NEVER_AGAIN[news.verdict]
            suppression.add(channel, address, reason=reason, answer=news.answer, now=now)
    if _RANKS.get(DeliveryState(delivery.state), 9) < _RANKS[state]:
        delivery.finish(state, at=now, answer=news.answer)
        if state is DeliveryState.FAILED:
            falling_back.after(delivery, now=now)
    if news.cost is not None and channel in PAID and news.cost != delivery.cost:
        budgets.spend(delivery.message.organisation_id, news.cost - (delivery.cost or Decimal(0)), now=now)
        delivery.cost = news.cost
    delivery.save()
    return True


def _has_another_number(delivery: Delivery) -> bool:
    """Whether the person's number is newer than what is told of: then it is told of the one before."""
    if delivery.device or Channel(delivery.channel) not in PAID:
        return False
    newest = Address.objects.filter(user_id=delivery.user_id, channel=delivery.channel)
    since = newest.order_by("-created_at", "-pk").values_list("created_at", flat=True).first()
    left = Attempt.objects.filter(delivery=delivery).order_by("-number")
    left_at = left.values_list("started_at", flat=True).first()
    return since is not None and left_at is not None and since > left_at


def _overtaken(delivery: Delivery, news: News) -> None:
    """The callback is faster than the answer, which then comes too late to say it: its number, and what is reserved for it."""
    attempt = Attempt.objects.filter(delivery=delivery).order_by("-number").first()
    delivery.provider_id = news.provider_id[:200]
    delivery.cost = attempt.cost if attempt else None


def _noted(
    delivery: Delivery,
    attempt: Attempt,
    going: Going,
    answer: Receipt | ProviderError | None,
    now: datetime,
) -> bool:
    if answer is None:
        return _not_taken(delivery, attempt, going, now)
    if isinstance(answer, Receipt):
        return _taken(delivery, attempt, going, answer, now)
    delivery.answer = answer.answer
    if isinstance(answer, Busy | Misconfigured):
        return _busy(delivery, attempt, answer, now)
    if isinstance(answer, Refused):
        return _refused(delivery, attempt, going, answer, now)
    return _unclear(delivery, attempt, answer, now)


def _taken(delivery: Delivery, attempt: Attempt, going: Going, receipt: Receipt, now: datetime) -> bool:
    result = AttemptResult.FOUND if going.asks else AttemptResult.TAKEN
    if Channel(delivery.channel) in PAID and receipt.cost is not None and receipt.currency == "ZAR":
        budgets.spend(delivery.message.organisation_id, receipt.cost - (attempt.cost or Decimal(0)), now=now)
    cost = receipt.cost if receipt.cost is not None else attempt.cost
    facts = {"provider_id": receipt.provider_id[:200], "cost": cost, "currency": receipt.currency}
    attempt.end(result, at=now, answer=receipt.answer[:500], parts=receipt.parts, **facts)
    delivery.provider_id, delivery.cost, delivery.currency = attempt.provider_id, cost, receipt.currency
    delivery.finish(_STATES[receipt.verdict], at=now, answer=receipt.answer)
    if receipt.verdict in _NEVER_AGAIN:
        reason = _NEVER_AGAIN[receipt.verdict]
        suppression.add(Channel(delivery.channel), going.parcel.to, reason=reason, now=now)
    if delivery.state == DeliveryState.FAILED:
        falling_back.after(delivery, now=now)
    return True


def _not_taken(delivery: Delivery, attempt: Attempt, going: Going, now: datetime) -> bool:
    """It may go again, at once: the provider knows nothing of it, or shows twice what comes twice under one id."""
    is_known = isinstance(going.carrier.provider, CanFind)
    if (
        is_known or going.carrier.provider.is_idempotent
    ):  # the same key costs once, and the next attempt reserves that
        _give_back(delivery, attempt, now)
    attempt.end(AttemptResult.LOST if is_known else AttemptResult.UNCLEAR, at=now)
    if delivery.attempt_count > len(reserving.RETRY_AFTER):
        reserving.put_off(delivery, now)
        return True
    delivery.put_off(now)
    return False


def _unclear(delivery: Delivery, attempt: Attempt, answer: ProviderError, now: datetime) -> bool:
    """Its provider is asked again, less and less often; who never says is believed to have it."""
    attempt.end(AttemptResult.UNCLEAR, at=now, answer=answer.answer)
    silent_for = now - attempt.started_at
    if silent_for >= ASK_FOR:
        delivery.finish(DeliveryState.FAILED, at=now, answer=answer.answer)
        falling_back.after(delivery, now=now)
        return True
    delivery.lease_until = delivery.not_before = now + max(ASK_AFTER, silent_for / 2)
    delivery.handed_at = None
    return True


def _busy(delivery: Delivery, attempt: Attempt, answer: Busy | Misconfigured, now: datetime) -> bool:
    """Another provider may take it at once; when there is none, the next reservation puts it off."""
    is_busy = isinstance(answer, Busy)
    _give_back(delivery, attempt, now)
    attempt.end(AttemptResult.BUSY if is_busy else AttemptResult.MISCONFIGURED, at=now, answer=answer.answer)
    seconds = routing.DOWN_SECONDS if is_busy else routing.MISCONFIGURED_SECONDS
    routing.note_down(delivery.channel, attempt.provider, seconds=seconds)
    delivery.put_off(now)
    return False


def _window_closed(delivery: Delivery, news: News, now: datetime) -> bool | None:
    """WhatsApp tells later that free words came too late: once more, with a template. None for any other failure.

    False while the request that it is about is not answered yet: the callback is tried again.
    """
    last = Attempt.objects.filter(delivery=delivery).order_by("-number").first()
    if last is None or delivery.state == DeliveryState.GOING:
        return False
    if last.template or delivery.state != DeliveryState.SENT:
        is_echo = news.provider_id != delivery.provider_id  # of the attempt before
        return True if is_echo or delivery.state != DeliveryState.SENT else None
    to = deciding.addresses([delivery.user_id], [Channel.WHATSAPP])[delivery.user_id]
    whatsapp.shut(to.get(Channel.WHATSAPP, ""))
    _give_back(delivery, last, now)
    last.result, last.answer = AttemptResult.REFUSED, news.answer[:500]
    last.save(update_fields=["result", "answer", "cost"])
    delivery.put_off(now)
    delivery.handed_at, delivery.finished_at, delivery.cost = now, None, None
    delivery.save()
    messages.hand_out([delivery.pk])
    return True


def _refused(delivery: Delivery, attempt: Attempt, going: Going, answer: Refused, now: datetime) -> bool:
    is_gone = isinstance(answer, AddressGone)
    if not going.asks:
        _give_back(delivery, attempt, now)
    if isinstance(answer, WindowClosed) and not attempt.template and not going.asks:
        attempt.end(AttemptResult.REFUSED, at=now, answer=answer.answer)
        whatsapp.shut(going.parcel.to)
        delivery.put_off(now)
        return False  # at once again, with a template
    unclear = AttemptResult.UNCLEAR if going.asks else AttemptResult.REFUSED
    attempt.end(AttemptResult.GONE if is_gone else unclear, at=now, answer=answer.answer)
    if is_gone:
        channel = Channel(delivery.channel)
        suppression.add(channel, going.parcel.to, reason="bounced", answer=answer.answer, now=now)
    delivery.finish(DeliveryState.FAILED, at=now, answer=answer.answer)
    falling_back.after(delivery, now=now)
    return True


def _give_back(delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    """What was reserved of the budget for an attempt that cost nothing."""
    if attempt.cost:
        budgets.spend(delivery.message.organisation_id, -attempt.cost, now=now)
        attempt.cost = None


def _noted_late(attempt: Attempt, answer: Receipt | ProviderError | None, now: datetime) -> bool:
    if isinstance(answer, Receipt):
        attempt.end(AttemptResult.TAKEN, at=now, provider_id=answer.provider_id[:200], answer=answer.answer)
    elif answer is not None:
        attempt.end(AttemptResult.UNCLEAR, at=now, answer=answer.answer)
    return True
