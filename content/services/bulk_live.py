"""Hints to open tabs about tables that become documents."""

from typing import Final

from content.models import BulkRun
from content.services import live_text
from synthai.core import realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit

KIND: Final = "bulk"


def topic_of(by: Actor) -> str:
    """What the page of a run listens to."""
    return realtime.organisation_topic(by.organisation_public_id or "", live_text.AREA)


def hint_on_commit(run: BulkRun) -> None:
    """Tell open pages, once the running transaction has committed."""
    topic = realtime.organisation_topic(run.organisation.public_id, live_text.AREA)
    after_commit(realtime.push, topic, KIND, run.public_id, run.version)
