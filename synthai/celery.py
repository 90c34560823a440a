"""The Celery application and the beat schedule."""

import os
from importlib import import_module
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthai.settings.base")

SCHEDULES = ("synthai.core.schedule", "notifications.schedule", "accounts.schedule", "pricing.schedule")

app = Celery("synthai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
for module in ("outbox", "housekeeping", "fan_out"):  # tasks of core, which has no single tasks.py of bodies
    app.autodiscover_tasks(["synthai.core"], related_name=module)


@app.on_after_finalize.connect
def merge_schedules(sender: Celery, **_: Any) -> None:
    """Each app lists its own beat entries; here they become one schedule."""
    for name in SCHEDULES:
        sender.conf.beat_schedule.update(import_module(name).SCHEDULE)
