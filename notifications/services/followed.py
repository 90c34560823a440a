"""What somebody follows, for the button and the page. All of it inside one organisation, whose tenant is active."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications import topics
from notifications.models import Subscription
from synthai.core.access import Actor
from synthai.core.errors import NotFound


@dataclass(frozen=True)
class Following:
    """Whether somebody hears of a thing, and by whose word."""

    topic: str
    subject: str
    is_on: bool
    by_team: bool = False


@dataclass(frozen=True)
class Followed:
    """One thing that somebody follows, in words. Without a name it is gone."""

    topic: str
    kind: str
    subject: str
    name: str
    url: str
    teams: frozenset[str]  # that follow it too
    by_team: bool
    since: datetime


def state(topic: str, subject: str, *, by: Actor) -> Following | None:
    """For the button: whether this person hears of a thing; None for whom it is not offered. Needs the tenant. One query."""
    if by.user_id is None or by.kind != "person" or not topics.find(topic).may(by):
        return None
    rows = Subscription.objects.filter(topic=topic, subject=subject)
    found = list(rows.filter(user_id=by.user_id) | rows.filter(user_id=None))
    own = next((row for row in found if row.user_id), None)
    by_team = any(row.user_id is None for row in found)
    return Following(topic, subject, is_on=not own.is_muted if own else by_team, by_team=by_team)


def followed(*, by: Actor) -> list[Followed]:
    """What a person follows in the organisation, by herself or by her team, newest first. Needs the tenant. A query for the
    rows and one for each kind of thing."""
    if by.organisation_id is None or by.user_id is None:
        raise NotFound
    rows = Subscription.objects.filter(user_id=by.user_id) | Subscription.objects.filter(user_id=None)
    found: dict[tuple[str, str], list[Subscription]] = {}
    for row in rows.order_by("user_id", "-created_at", "-pk"):  # a person's own before her team's
        found.setdefault((row.topic, row.subject), []).append(row)
    shown = [its for its in found.values() if not its[0].is_muted]
    return _in_words(sorted(shown, key=lambda its: its[0].created_at, reverse=True), by.organisation_id)


def subjects(topic: str) -> set[str]:
    """The things of a kind that anybody follows. Needs the tenant."""
    return set(Subscription.objects.filter(topic=topic, is_muted=False).values_list("subject", flat=True))


def _in_words(found: Sequence[list[Subscription]], organisation_id: int) -> list[Followed]:
    wanted: dict[str, list[str]] = {}
    for first, *_others in found:
        wanted.setdefault(first.topic, []).append(first.subject)
    known = {code: kind for code, kind in topics.known().items() if code in wanted}
    things = {code: kind.things(organisation_id, wanted[code]) for code, kind in known.items()}
    return [
        _followed(its, known[its[0].topic], things[its[0].topic]) for its in found if its[0].topic in known
    ]


def _followed(its: list[Subscription], kind: topics.TopicKind, things: dict[str, topics.Thing]) -> Followed:
    first = its[0]
    thing = things.get(first.subject, topics.Thing(name=""))
    return Followed(
        topic=first.topic,
        kind=str(kind.title),
        subject=first.subject,
        name=thing.name,
        url=thing.url,
        teams=frozenset(row.team for row in its if row.user_id is None),
        by_team=first.user_id is None,
        since=first.created_at,
    )
