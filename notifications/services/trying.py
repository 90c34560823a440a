"""A test of a template to oneself: really through the provider, marked as a test, in no statistics, ten an hour."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.core.cache import cache
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications import carriers
from notifications.channels.protocol import Channel, Parcel, ProviderError
from notifications.kinds import BadValues, Told
from notifications.models import Notification, TemplateVersion
from notifications.services import deciding, lines, rendering, template_reading
from notifications.services.template_reading import Given
from notifications.services.wording import Said
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.valkey import Unreachable

MOST = 10
WINDOW_SECONDS = 3600


class TestsUsedUp(DomainError):
    """Too many in an hour."""

    code = "notifications.tests_used_up"
    title = _("Enough tests for this hour")
    status = 429
    message = _("That were ten tests within an hour. Wait a while: each one goes through a real provider.")
    retry_after = WINDOW_SECONDS


class TestNotSent(DomainError):
    """No address, nobody carries it, or the provider refused."""

    code = "notifications.test_not_sent"
    title = _("The test was not sent")
    status = 422
    message = _("The test was not sent: %(why)s")


@dataclass(frozen=True)
class Tried:
    """Who took it, and what was answered."""

    carrier: str
    answer: str


def send(version_id: int, values: dict[str, str], *, by: Actor, now: datetime) -> Tried:
    """Send a version to whoever asks. No transaction may be open, for a provider is waited for.

    Nothing of it is a message, a delivery or an attempt: so it counts nowhere and costs no organisation's budget.
    Raises NotFound, TestsUsedUp, TestNotSent.
    """
    row = TemplateVersion.objects.filter(pk=version_id).order_by("pk").first()
    if row is None or by.user_id is None:
        raise TestNotSent(why=gettext("there is no such version."))
    given = Given.of(row, values)
    kind = template_reading.kind_of(row.kind, row.channel)
    try:
        told = template_reading.filled(given, kind)
    except BadValues as error:
        raise TestNotSent(why=str(error)) from error
    _count(by.user_id)
    mark = gettext("[Test] %(title)s") % {"title": told.title}
    told = replace(told, title=mark)
    channel = Channel(row.channel)
    tried = (
        _into_inbox(told, by.user_id, now) if channel is Channel.IN_APP else _carried(row, given, told, by)
    )
    audit(row, "notifications.template.tried", by=by, changes={"carrier": [None, tried.carrier]})
    return tried


def _carried(row: TemplateVersion, given: Given, told: Said, by: Actor) -> Tried:
    channel, user_id = Channel(row.channel), by.user_id or 0
    to = deciding.addresses([user_id], [channel])[user_id].get(channel, "")
    offered = carriers.of_channel(channel)
    if not to:
        raise TestNotSent(why=gettext("we know no address of yours on this channel."))
    if not offered:
        raise TestNotSent(why=gettext("no provider of this channel is set up."))
    shown = template_reading.preview(replace(given, title=_marked(given.title)))
    parcel = Parcel(
        key=f"test{uuid4().hex[:20]}",
        channel=channel,
        to=to,
        subject=" ".join(shown.title.split()),
        text=shown.text,
        html=shown.html,
        url=rendering.absolute("/"),
        thread="test",
        headers={"X-SynthAI-Kind": row.kind, "X-SynthAI-Test": "yes"} if channel is Channel.EMAIL else {},
    )
    try:
        receipt = offered[0].provider.send(parcel)
    except ProviderError as error:
        raise TestNotSent(why=error.answer) from error
    return Tried(carrier=offered[0].code, answer=receipt.answer)


def _marked(title: str) -> str:
    return gettext("[Test] %(title)s").replace("%(title)s", title)


def _into_inbox(told: Told, user_id: int, now: datetime) -> Tried:
    Notification.objects.create(
        user_id=user_id,
        kind="notifications.test",
        key=f"test:{uuid4().hex}",
        title=told.title[:200],
        body=told.body,
        created_at=now,
    )
    lines.ring([user_id])
    return Tried(carrier="in_app", answer="")


def _count(user_id: int) -> None:
    """Raises TestsUsedUp. With Valkey away nobody is held back."""
    key = f"notify-test:{user_id}"
    try:
        cache.add(key, 0, timeout=WINDOW_SECONDS)
        used = cache.incr(key)
    except (*Unreachable, ValueError):
        return
    if used > MOST:
        raise TestsUsedUp
