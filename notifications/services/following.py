"""Who follows what, and telling those who do. All of it inside one organisation, whose tenant is active."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import audiences, permissions, topics
from notifications.kinds import Values
from notifications.models import Fact, Subscription
from notifications.services import spreading
from notifications.services.topic_audience import TOPIC
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotFound
from synthai.core.tenancy import tenant

MOST = 500  # things that one person follows in an organisation


class TooManyTopics(DomainError):
    """Followed as much as one can."""

    code = "notifications.too_many_topics"
    title = _("You follow as much as one can")
    status = 422
    message = _(
        "You follow %(most)d things in this organisation, more is not possible. Stop following something first."
    )


class UnknownTeam(DomainError):
    """Nobody offers this audience as a team."""

    code = "notifications.unknown_team"
    title = _("There is no such team")
    status = 422
    message = _("There is no team of this name here. Choose one of the list.")
    field = "team"


@transaction.atomic
def subscribe(topic: str, subject: str, *, by: Actor, now: datetime) -> None:
    """Follow a thing; twice is once. Needs the tenant. Raises UnknownThing, NotAllowed, TooManyTopics."""
    kind = topics.find(topic)
    require(by, kind.capability)
    organisation_id, user_id = _place(by)
    kind.thing(organisation_id, subject)
    mine = Subscription.objects.filter(user_id=user_id)
    if mine.filter(is_muted=False).exclude(topic=topic, subject=subject).count() >= MOST:
        raise TooManyTopics(most=MOST)
    mine.update_or_create(
        user_id=user_id,
        topic=topic,
        subject=subject,
        defaults={"is_muted": False},
        create_defaults={"created_at": now, "is_muted": False},
    )


@transaction.atomic
def unsubscribe(topic: str, subject: str, *, by: Actor, now: datetime) -> None:
    """Hear no more of a thing, although one's team may follow it. Needs the tenant. What is not followed stays so.

    It asks for no right and no thing: who lost the one, or when the other is gone, can stop nevertheless.
    """
    _organisation_id, user_id = _place(by)
    stop(user_id, topic, subject, now=now)


@transaction.atomic
def stop(user_id: int, topic: str, subject: str, *, now: datetime) -> bool:
    """The same for somebody by her key: the link of a message. False when she did not hear of it. Needs the tenant."""
    its = Subscription.objects.filter(topic=topic, subject=subject)
    if its.filter(user_id=None).exists():
        _mine, is_new = its.update_or_create(
            user_id=user_id,
            topic=topic,
            subject=subject,
            defaults={"is_muted": True},
            create_defaults={"created_at": now, "is_muted": True},
        )
        return bool(is_new)
    deleted, _rows = its.filter(user_id=user_id).delete()
    return bool(deleted)


@transaction.atomic
def subscribe_team(topic: str, subject: str, team: str, *, by: Actor, now: datetime) -> None:
    """Let everybody of a team follow a thing; each may stop for herself. Needs the tenant. Raises UnknownThing, NotAllowed, UnknownTeam."""
    kind = topics.find(topic)
    require(by, permissions.TOPIC_TEAM)
    require(by, kind.capability)
    organisation_id, _user_id = _place(by)
    thing = kind.thing(organisation_id, subject)
    if team not in audiences.teams():
        raise UnknownTeam
    row, is_new = Subscription.objects.get_or_create(
        user=None, team=team, topic=topic, subject=subject, defaults={"created_at": now}
    )
    if is_new:
        audit(row, "notifications.topic.team_follows", by=by, changes={"topic": [None, thing.name]})


@transaction.atomic
def unsubscribe_team(topic: str, subject: str, team: str, *, by: Actor) -> None:
    """Let a team follow a thing no more; who follows it herself still does. Needs the tenant. Raises NotAllowed."""
    require(by, permissions.TOPIC_TEAM)
    row = (
        Subscription.objects.filter(user=None, team=team, topic=topic, subject=subject).order_by("pk").first()
    )
    if row is not None:
        audit(row, "notifications.topic.team_stopped", by=by, changes={"topic": [f"{topic} {subject}", None]})
        row.delete()


def tell_topic(
    topic: str,
    subject: str,
    kind: str,
    *,
    organisation_id: int,
    values: Values,
    key: str,
    now: datetime,
    url: str = "",
    thread: str = "",
) -> Fact:
    """Tell a fact to everybody who follows a thing, by tasks after the commit. Idempotent by `key`. Needs the tenant.

    The lines of a thing are one thread, unless `thread` says otherwise. Raises UnknownThing, UnknownKind, BadValues.
    """
    name = topics.find(topic).thing(organisation_id, subject).name
    return spreading.tell_audience(
        kind,
        TOPIC,
        args={"topic": topic, "subject": subject, "name": name},
        values=values,
        key=key,
        now=now,
        url=url,
        organisation_id=organisation_id,
        thread=thread or f"{topic}:{subject}",
    )


@transaction.atomic
def forget(user_id: int, *, organisation_id: int) -> int:
    """Drop what a person followed in an organisation that she left. Returns how many."""
    with tenant(organisation_id):
        deleted, _rows = Subscription.objects.filter(user_id=user_id).delete()
    return int(deleted)


def _place(by: Actor) -> tuple[int, int]:
    """Where, and who. Only people follow."""
    if by.organisation_id is None or by.user_id is None:
        raise NotFound
    return by.organisation_id, by.user_id
