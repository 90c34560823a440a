"""Hints to open tabs about imports."""

import logging
from typing import Final

from redis.exceptions import RedisError

from billing.services import usage_live
from pricing import features
from pricing.models import Import
from synthai.core import realtime
from synthai.core.after_commit import after_commit

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
    after_commit(hint, found)


def products_on_commit(organisation_id: int) -> None:
    """Tell open pages of usage, when the running transaction has committed, that there are more or fewer products."""
    after_commit(usage_live.hint, organisation_id, features.PRODUCTS)


def topic_of(found: Import) -> str:
    """What the page of an import listens to."""
    return realtime.organisation_topic(found.organisation.public_id, AREA)
