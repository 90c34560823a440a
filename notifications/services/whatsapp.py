"""WhatsApp's rules: free words within a day of what a person wrote, outside it a template that WhatsApp has approved.

Where neither is possible WhatsApp is no way for that message, and the next channel in turn goes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from notifications import carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel, Parcel, TemplateNews
from notifications.kinds import Kind
from notifications.models import Delivery, WhatsAppState, WhatsAppTemplate, WhatsAppWindow
from notifications.services import suppression

OPEN_FOR = timedelta(hours=24)
IN_OWN_WORDS = ("title", "body")  # places that take the kind's own sentences


def heard(number: str, *, at: datetime) -> None:
    """Somebody wrote to us: free words are allowed for a day. A message that came late shortens nothing."""
    until, who = at + OPEN_FOR, suppression.fingerprint(Channel.WHATSAPP, number)
    row, is_new = WhatsAppWindow.objects.get_or_create(fingerprint=who, defaults={"open_until": until})
    if not is_new:
        WhatsAppWindow.objects.filter(pk=row.pk).update(open_until=Greatest("open_until", until))


def shut(number: str) -> None:
    """The provider says that the day is over."""
    WhatsAppWindow.objects.filter(fingerprint=suppression.fingerprint(Channel.WHATSAPP, number)).delete()


def is_open(number: str, *, now: datetime) -> bool:
    """Whether this number may be written to in free words."""
    return number in with_open_window([number], now=now)


def with_open_window(numbers: Sequence[str], *, now: datetime) -> set[str]:
    """Which of these may be written to in free words. One query."""
    prints = {suppression.fingerprint(Channel.WHATSAPP, each): each for each in numbers}
    found = WhatsAppWindow.objects.filter(fingerprint__in=prints, open_until__gt=now)
    return {prints[each] for each in found.values_list("fingerprint", flat=True)}


def speaks_for(kind: Kind) -> bool:
    """Whether an approved template of a provider that is set up can carry this kind."""
    providers = [each.code for each in carriers.of_channel(Channel.WHATSAPP)]
    return _approved(kind.code).filter(provider__in=providers).exists()


def unable(delivery: Delivery, address: str, *, is_digest: bool, now: datetime) -> frozenset[str]:
    """Providers that cannot carry this now: the day is over and they have no approved template for it."""
    if delivery.channel != Channel.WHATSAPP or is_open(address, now=now):
        return frozenset()
    codes = frozenset(each.code for each in carriers.of_channel(Channel.WHATSAPP))
    return codes - {each.provider for each in _usable(delivery.message.kind, is_digest=is_digest)}


def fitted(parcel: Parcel, delivery: Delivery, provider: str, *, is_digest: bool, now: datetime) -> Parcel:
    """The parcel as this provider may take it: as it is, or with the template and what fills its places. Raises BadValues."""
    if parcel.channel is not Channel.WHATSAPP or is_open(parcel.to, now=now):
        return parcel
    usable = _usable(delivery.message.kind, is_digest=is_digest)
    template = next(each for each in usable if each.provider == provider)
    return replace(
        parcel,
        template=template.name,
        template_language=template.language,
        template_values=_filled(template, parcel, delivery),
        url=parcel.url if template.has_button else "",
    )


def learn(provider: str, news: TemplateNews) -> bool:
    """What WhatsApp says of a template. One that staff have not entered is kept for them. An older word changes nothing."""
    row, _is_new = WhatsAppTemplate.objects.get_or_create(
        provider=provider, name=news.name, language=news.language
    )
    if row.told_at is not None and row.told_at > news.at:
        return True
    row.state, row.reason, row.told_at = news.state, news.reason[:300], news.at
    row.save(update_fields=["state", "reason", "told_at"])
    return True


def have_all_approved() -> None:
    """On the laptop: a template of title and text for each kind, as if WhatsApp had approved it. The sandbox takes them all."""
    for kind in registry.kinds():
        if Channel.WHATSAPP in kind.channels:
            facts = {"kind": kind.code, "values": list(IN_OWN_WORDS), "state": WhatsAppState.APPROVED}
            name = kind.code.replace(".", "_")
            WhatsAppTemplate.objects.get_or_create(provider="meta", name=name, language="en", defaults=facts)


def forget_windows(*, now: datetime) -> None:
    """Drop what is over."""
    WhatsAppWindow.objects.filter(open_until__lt=now).delete()


def _approved(kind: str) -> QuerySet[WhatsAppTemplate]:
    return WhatsAppTemplate.objects.filter(kind=kind, state=WhatsAppState.APPROVED)


def _usable(kind: str, *, is_digest: bool) -> list[WhatsAppTemplate]:
    """Approved ones, in our language first. Several things in one message need a template that takes sentences."""
    ours = settings.LANGUAGE_CODE.partition("-")[0]
    rows = sorted(_approved(kind).order_by("pk"), key=lambda each: not each.language.startswith(ours))
    return [each for each in rows if not is_digest or set(each.values) & set(IN_OWN_WORDS)]


def _filled(template: WhatsAppTemplate, parcel: Parcel, delivery: Delivery) -> tuple[str, ...]:
    """What fills its places; WhatsApp takes neither line breaks nor rows of blanks there."""
    kind, message = registry.find(delivery.message.kind), delivery.message
    _title, _break, body = parcel.text.partition("\n")
    own = {"title": parcel.subject, "body": body or parcel.subject}
    found = [own.get(name) or kind.in_words(name, message.values) for name in template.values]
    return tuple(" ".join(each.split()) for each in found)
