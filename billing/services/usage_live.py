"""Hints to open tabs that usage moved."""

from typing import Final

from accounts import selectors as people
from synthai.core import realtime
from synthai.core.after_commit import after_commit

AREA: Final = "usage"
KIND: Final = "usage"


def hint_on_commit(organisation_id: int, metric: str = "") -> None:
    """Tell open tabs, when the running transaction has committed, that a metric of the organisation moved."""
    after_commit(hint, organisation_id, metric)


def hint(organisation_id: int, metric: str = "") -> None:
    """Tell open tabs now: for receivers, whose fact is committed. Without a metric, more than one moved."""
    topic = realtime.organisation_topic(people.public_id_of(organisation_id), AREA)
    realtime.push(topic, KIND, metric)
