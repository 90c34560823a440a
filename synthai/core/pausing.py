"""Pause and resume what beat does. Entries of the code come back at each start, but stay paused."""

from typing import Any

from django.db import transaction
from django_celery_beat.models import PeriodicTask

from synthai.core.access import Actor
from synthai.core.audit import audit


@transaction.atomic
def set_enabled(key: int, *, is_enabled: bool, by: Actor) -> bool:
    """Let beat do a periodic task, or leave it alone. For staff. False when it is so already.

    Saving the row tells a running beat within its next round.
    """
    rows: Any = PeriodicTask.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=key).exclude(enabled=is_enabled).order_by("pk").first()
    if found is None:
        return False
    found.enabled = is_enabled
    found.save()
    code = "core.schedule.resumed" if is_enabled else "core.schedule.paused"
    audit(
        found,
        code,
        by=by,
        changes={"enabled": [not is_enabled, is_enabled], "name": [found.name, found.name]},
    )
    return True
