"""Hints to open tabs about documents that are being read."""

import logging
from typing import Final

from redis.exceptions import RedisError

from content.models import ReadDocument
from synthai.core import realtime
from synthai.core.after_commit import after_commit

logger = logging.getLogger("synthai.content.reads")

AREA: Final = "reads"
KIND: Final = "read"


def hint(found: ReadDocument) -> None:
    """Tell open tabs now that it moved; a broker that is away is no reason to stop reading."""
    try:
        realtime.push(topic_of(found), KIND, found.public_id, found.version)
    except (RedisError, OSError) as error:
        logger.warning("no hint about a document read in: %s", type(error).__name__)


def hint_on_commit(found: ReadDocument) -> None:
    """As `hint`, when the running transaction has committed."""
    after_commit(hint, found)


def topic_of(found: ReadDocument) -> str:
    """What its page listens to."""
    return realtime.organisation_topic(found.organisation.public_id, AREA)
