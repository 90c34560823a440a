"""Hints to open tabs about imports."""

from functools import partial
from typing import Final

from django.db import transaction

from pricing.models import Import
from synthai.core import realtime

AREA: Final = "imports"
KIND: Final = "import"


def hint(found: Import) -> None:
    """Tell open tabs now that an import moved; a broker that is away is no reason to stop working."""
    realtime.push(topic_of(found), KIND, found.public_id, found.version)


def hint_on_commit(found: Import) -> None:
    """As `hint`, when the running transaction has committed."""
    transaction.on_commit(partial(hint, found), robust=True)


def topic_of(found: Import) -> str:
    """What the page of an import listens to."""
    return realtime.organisation_topic(found.organisation.public_id, AREA)
