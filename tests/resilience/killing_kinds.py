"""What the workers of the kill-anywhere drill know beside the product: its kind, and who is told."""

from typing import Any

from django.contrib.auth import get_user_model

from notifications import audiences
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words

KIND, AUDIENCE = "killing.alarm", "killing.everybody"


def _everybody(_organisation: int | None, _args: dict[str, Any], after: int, limit: int) -> list[int]:
    people = get_user_model().objects.filter(pk__gt=after, email__startswith="kill-").order_by("pk")
    return list(people.values_list("pk", flat=True)[:limit])


registry.category("killing", title="Drill", text="Drill.")
registry.kind(
    KIND,
    category="killing",
    title="Alarm",
    channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.NOW, Channel.SMS: Frequency.NOW},
    words=Words(title="%(what)s is broken", body="Look after it."),
    variables={"what": ValueType.TEXT},
    example={"what": "The oven"},
    because="this is a drill",
    is_critical=True,
)
audiences.offer(AUDIENCE, _everybody)
