"""STOP and START, as people answer a message: the number takes nothing more, and every choice of its person says so.

STOP holds for all that comes by that channel to that number, critical things too: those still come by the other channels.
"""

from datetime import datetime

from django.db import transaction

from notifications import kinds as registry
from notifications.channels.protocol import Channel, Reply
from notifications.engine import stop_words
from notifications.engine.frequency import Frequency
from notifications.models import Address, ChoiceChange
from notifications.services import choices, suppression
from notifications.services.choices import Way


@transaction.atomic
def hear(channel: Channel, reply: Reply, *, now: datetime) -> None:
    """Do what an answer asks for; any other answer is nobody's to read here. Idempotent."""
    if stop_words.is_stop(reply.text):
        _stop(channel, reply, now=now)
    elif stop_words.is_start(reply.text):
        start(channel, reply.sender, way=_way("start", reply), now=now)


def _stop(channel: Channel, reply: Reply, *, now: datetime) -> None:
    suppression.add(channel, reply.sender, reason="stopped", now=now)
    user_id = _whose(channel, reply.sender)
    for category in registry.categories() if user_id else ():
        choices.stop(user_id, category, way=_way("stop", reply), channel=channel, now=now)


@transaction.atomic
def start(channel: Channel, number: str, *, way: Way, now: datetime) -> None:
    """Take a STOP back, and the choices that it changed to what they were. A number that does not exist stays on the list."""
    if not suppression.lift(channel, number, reason="stopped"):
        return
    user_id = _whose(channel, number)
    if not user_id:
        return
    newest = ChoiceChange.objects.filter(user_id=user_id, what__endswith=f"/{channel.value}")
    newest = newest.order_by("what", "-at", "-pk").distinct("what")
    stopped = [each for each in newest if each.way == "stop" and each.after == Frequency.OFF.value]
    wanted = {
        (each.what.partition("/")[0], channel): Frequency(each.before) if each.before else None
        for each in stopped
    }
    choices.choose(user_id, wanted, way=way, now=now)


def _way(name: str, reply: Reply) -> Way:
    """The answer as proof: its own words and the provider's number of it."""
    return Way(name, evidence={"said": reply.text[:40], "message": reply.provider_id[:100]})


def _whose(channel: Channel, number: str) -> int:
    found = Address.objects.filter(channel=channel, value=number).order_by("pk").first()
    return found.user_id if found else 0
