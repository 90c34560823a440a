"""What an organisation chooses about language models: off altogether, and how many credits a month at most."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from billing.services import usage_caps
from content import events, features, locks, permissions
from content.models import AiSettings
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish

MAY_CAP: Final = usage_caps.MAY_CAP
NO_ROW: Final = 0


def current() -> AiSettings:
    """What holds now; not saved where nobody ever chose. Needs the tenant. One query."""
    found = AiSettings.objects.order_by("pk").first()
    return found or AiSettings(is_off=False, version=NO_ROW)


@transaction.atomic
def switch(*, is_off: bool, by: Actor, now: datetime) -> AiSettings:
    """Let text go to language models, or none. Idempotent. Raises NotAllowed."""
    require(by, permissions.AI_MANAGE)
    row = locks.lock_ai_settings(by.organisation_id, now=now)
    if row.is_off == is_off:
        return row
    row.is_off, row.changed_at, row.changed_by_id = is_off, now, by.user_id
    row.version += 1
    row.save()
    audit(row, "content.ai.switched_off" if is_off else "content.ai.switched_on", by=by)
    publish(events.AiSwitched(is_off=is_off))
    return row


def cap(quantity: Decimal | None, *, by: Actor, now: datetime, version: str | None = None) -> None:
    """How many credits a month at most; None: as many as the plan gives. Raises what billing's `set_cap` raises."""
    usage_caps.set_cap(features.AI_CREDITS, quantity, by=by, now=now, version=version)
