"""The last step of an own mail: write down what the provider said, and what it tells later."""

from datetime import datetime

from django.db import transaction

from notifications import locks
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    News,
    ProviderError,
    Receipt,
    Refused,
    Verdict,
)
from notifications.models import Attempt, AttemptResult, Mail, MailState
from notifications.services import mail_fates, mail_reserving, routing, suppression
from notifications.services.reserving import Going

_STATES = {
    Verdict.ACCEPTED: MailState.SENT,
    Verdict.SENT: MailState.ARRIVED,
    Verdict.DELIVERED: MailState.ARRIVED,
    Verdict.READ: MailState.ARRIVED,
    Verdict.FAILED: MailState.FAILED,
    Verdict.BOUNCED: MailState.BOUNCED,
    Verdict.COMPLAINED: MailState.COMPLAINED,
}
_NEVER_AGAIN = {Verdict.BOUNCED: "bounced", Verdict.COMPLAINED: "complained"}
# A later word never goes back to an earlier one; a bounce may follow "taken by the other server", a complaint anything.
_RANKS = {
    MailState.WAITING: 0,
    MailState.GOING: 0,
    MailState.SENT: 1,
    MailState.FAILED: 2,
    MailState.ARRIVED: 3,
    MailState.SUPPRESSED: 3,
    MailState.BOUNCED: 4,
    MailState.COMPLAINED: 5,
}


@transaction.atomic(durable=True)
def settle(going: Going, answer: Receipt | ProviderError | None, *, now: datetime) -> bool:
    """Note an answer. False when another provider may follow at once.

    When another worker took over meanwhile (ours was slower than its lease), or a callback was faster, only the attempt is noted.
    """
    mail = locks.lock_mail(going.mail_id)
    attempt = Attempt.objects.filter(pk=going.attempt_id).order_by("pk").first()
    if mail is None or attempt is None:
        return True
    is_ours = mail.state == MailState.GOING and attempt.number == mail.attempts
    is_over = _noted(mail, attempt, going, answer, now) if is_ours else _noted_late(attempt, answer, now)
    attempt.save()
    mail.save_standing()
    return is_over


@transaction.atomic
def learn(provider: str, news: News, *, now: datetime) -> bool:
    """What a provider tells later, in any order and as often as it likes. False for a parcel that is no own mail."""
    mail = locks.lock_mail_of_provider(provider, news.provider_id, news.key)
    if mail is None:
        return False
    state = _STATES[news.verdict]
    mail.provider_id = mail.provider_id or news.provider_id[:200]
    if news.verdict in _NEVER_AGAIN:
        _suppress(mail, _NEVER_AGAIN[news.verdict], news.answer, now)
    if _RANKS[MailState(mail.state)] < _RANKS[state]:
        _move(mail, state, news.answer, now)
    mail.save_standing()
    return True


def _noted(
    mail: Mail, attempt: Attempt, going: Going, answer: Receipt | ProviderError | None, now: datetime
) -> bool:
    if isinstance(answer, Receipt):
        return _taken(mail, attempt, going, answer, now)
    if answer is None:
        attempt.end(AttemptResult.LOST, at=now)
        mail.put_off(now)
        return False
    mail.last_error = answer.answer
    if isinstance(answer, Busy | Misconfigured):
        return _busy(mail, attempt, answer, now)
    if isinstance(answer, Refused):
        return _refused(mail, attempt, answer, now)
    attempt.end(AttemptResult.UNCLEAR, at=now, answer=answer.answer)
    pause = mail_reserving.pause_of(mail)
    if pause is None:
        mail_fates.lose(mail, MailState.FAILED, answer.answer)
    else:
        mail.lease_until = now + pause
    return True


def _taken(mail: Mail, attempt: Attempt, going: Going, receipt: Receipt, now: datetime) -> bool:
    result = AttemptResult.FOUND if going.asks else AttemptResult.TAKEN
    facts = {"provider_id": receipt.provider_id[:200], "cost": receipt.cost, "currency": receipt.currency}
    attempt.end(result, at=now, answer=receipt.answer[:500], **facts)
    mail.provider_id = attempt.provider_id
    if receipt.verdict in _NEVER_AGAIN:
        _suppress(mail, _NEVER_AGAIN[receipt.verdict], receipt.answer, now)
    _move(mail, _STATES[receipt.verdict], receipt.answer, now)
    return True


def _busy(mail: Mail, attempt: Attempt, answer: Busy | Misconfigured, now: datetime) -> bool:
    """Another provider may take it at once; when there is none, the next reservation puts it off."""
    is_busy = isinstance(answer, Busy)
    attempt.end(AttemptResult.BUSY if is_busy else AttemptResult.MISCONFIGURED, at=now, answer=answer.answer)
    seconds = routing.DOWN_SECONDS if is_busy else routing.MISCONFIGURED_SECONDS
    routing.note_down(Channel.EMAIL, attempt.provider, seconds=seconds)
    mail.put_off(now)
    return False


def _refused(mail: Mail, attempt: Attempt, answer: Refused, now: datetime) -> bool:
    is_gone = isinstance(answer, AddressGone)
    attempt.end(AttemptResult.GONE if is_gone else AttemptResult.REFUSED, at=now, answer=answer.answer)
    if is_gone:
        _suppress(mail, "bounced", answer.answer, now)
    mail_fates.lose(mail, MailState.BOUNCED if is_gone else MailState.FAILED, answer.answer)
    return True


def _noted_late(attempt: Attempt, answer: Receipt | ProviderError | None, now: datetime) -> bool:
    if isinstance(answer, Receipt):
        attempt.end(AttemptResult.TAKEN, at=now, provider_id=answer.provider_id[:200], answer=answer.answer)
    elif answer is not None:
        attempt.end(AttemptResult.UNCLEAR, at=now, answer=answer.answer)
    return True


def _move(mail: Mail, state: MailState, answer: str, now: datetime) -> None:
    """To a state that a provider told: it has had the mail, so the body is forgotten whatever became of it."""
    mail.take(state, at=now)
    if state in {MailState.FAILED, MailState.BOUNCED}:
        mail_fates.lose(mail, state, answer)
    elif state is MailState.COMPLAINED:
        mail.last_error = answer[:500]


def _suppress(mail: Mail, reason: str, answer: str, now: datetime) -> None:
    suppression.add(Channel.EMAIL, mail.recipient, reason=reason, answer=answer, now=now)
