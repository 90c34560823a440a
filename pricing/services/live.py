"""Hints to open tabs about imports."""

import logging
from functools import partial
from typing import Final

from django.db import transaction
from redis.exceptions import RedisError

from pricing.models import Import
from synthai.core import realtime

logger = logging.getLogger("synthai.pricing.imports")

AREA: Final = "imports"
KIND: Final = "import"


def hint(found: Import) -> None:
    """Tell open tabs now that an import moved; a broker that is away is no reason to stop working."""
    try:
        realtime.push(topic_of(found), KIND, found.public_id, found.version)
    except (RedisError, OSError) as error:
        logger.warning("no hint about an import: %s", type(error).__name__)


def hint_on_commit(found: Import) -> None:
    """As `hint`, when the running transaction has committed."""
    transaction.on_commit(partial(hint, found), robust=True)


def topic_of(found: Import) -> str:
    """What the page of an import listens to."""
    return realtime.organisation_topic(found.organisation.public_id, AREA)
