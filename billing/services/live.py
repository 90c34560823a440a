"""Hints to open tabs that a plan, a charge, a payment or a kept card moved."""

from typing import Final

from billing.models import CardSetup, Charge, Payment, PaymentMethod, Subscription
from synthai.core import realtime
from synthai.core.after_commit import after_commit

AREA: Final = "billing"


def topic(organisation_public_id: str) -> str:
    """What billing's pages listen to."""
    return realtime.organisation_topic(organisation_public_id, AREA)


Row = Subscription | Charge | Payment | PaymentMethod | CardSetup


def moved(row: Row) -> None:
    """Tell open tabs when the running transaction has committed."""
    after_commit(_push, row)


def _push(row: Row) -> None:
    kind = row._meta.model_name or ""
    realtime.push(topic(row.organisation.public_id), kind, row.public_id, getattr(row, "version", 0))
