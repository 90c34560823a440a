"""The audience of a topic: who follows a thing, by herself or by her team, and may hear of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from notifications import audiences, topics
from notifications.models import Subscription
from synthai.core.tenancy import tenant

TOPIC = "notifications.topic"


def followers(organisation_id: int | None, args: dict[str, Any], after: int, limit: int) -> Sequence[int]:
    """People above a key, ascending, who follow the thing and may hear of it now."""
    if organisation_id is None:
        return []
    with tenant(organisation_id):
        found: list[int] = []
        for batch in _allowed(organisation_id, args["topic"], args["subject"], after, limit):
            found += batch
            if len(found) >= limit:
                break
        return found[:limit]


def _allowed(organisation_id: int, topic: str, subject: str, after: int, limit: int) -> Iterator[list[int]]:
    """Batches of those who follow, cut down to who may: one may be empty, the last one is not the first that is."""
    kind = topics.find(topic)
    rows = Subscription.objects.filter(topic=topic, subject=subject)
    teams = list(rows.filter(user_id=None).order_by("team").values_list("team", flat=True))
    while True:
        own = rows.filter(user_id__gt=after).order_by("user_id")
        people = set(own.filter(is_muted=False).values_list("user_id", flat=True)[:limit])
        for team in teams:
            people |= set(audiences.find(team)(organisation_id, {}, after, limit))
        batch = sorted(people)[:limit]
        if not batch:
            return
        muted = set(own.filter(is_muted=True, user_id__in=batch).values_list("user_id", flat=True))
        yield sorted(set(kind.among(organisation_id, batch)) - muted)
        after = batch[-1]


audiences.offer(TOPIC, followers)
