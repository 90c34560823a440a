"""Just before something leaves: what was allowed when it was told may no longer be so, after a retry, a fall-back or a replay."""

from datetime import datetime

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.planning import PersonRules, next_polite
from notifications.models import Choice, Delivery
from notifications.services import choices


def has_consent(delivery: Delivery) -> bool:
    """Whether the person still wants it, when it is marketing: only her own word counts. One query for marketing, else none."""
    if not is_marketing(delivery):
        return True
    category = registry.find(delivery.message.kind).category
    said = Choice.objects.filter(user_id=delivery.user_id, category=category, channel=delivery.channel)
    return said.exclude(frequency=Frequency.OFF.value).exists()


def may_leave_at(delivery: Delivery, *, now: datetime) -> datetime:
    """`now`, or when her quiet hours and the law's are over. What is critical waits for neither. One query."""
    kind = registry.known(delivery.message.kind)
    if kind is None or kind.is_critical:
        return now
    hours = choices.hours_of(delivery.user_id)
    person = PersonRules(zone=hours.zone_info, reachable=frozenset(), quiet=hours.quiet)
    return next_polite(kind.rules, person, Channel(delivery.channel), now)


def may_join(delivery: Delivery, *, now: datetime) -> bool:
    """Whether it may be told now in a digest that others lead."""
    if not is_marketing(delivery):
        return True
    return has_consent(delivery) and may_leave_at(delivery, now=now) <= now


def is_marketing(delivery: Delivery) -> bool:
    """Whether the law's rules for marketing hold for it."""
    kind = registry.known(delivery.message.kind)
    return kind is not None and kind.rules.is_marketing
