"""Hints to open pages about a machine that translates. Area `translations` of the organisation: who writes pieces hears it."""

import logging
from typing import Final

from redis.exceptions import RedisError

from publishing.models import TranslationRun
from synthai.core import realtime
from synthai.core.after_commit import after_commit

AREA: Final = "translations"
KIND: Final = "translation"
logger = logging.getLogger("synthai.publishing.translations")


def topic_of(run: TranslationRun) -> str:
    """What a page of it listens to."""
    return realtime.organisation_topic(run.organisation.public_id, AREA)


def on_commit(run: TranslationRun) -> None:
    """Tell open pages, once the running transaction has committed."""
    after_commit(_push, topic_of(run), run.public_id, run.version)


def _push(topic: str, public_id: str, version: int) -> None:
    try:
        realtime.push(topic, KIND, public_id, version)
    except (RedisError, OSError) as error:  # the page asks again by itself
        logger.warning("no hint about a translation: %s", type(error).__name__)
