"""The Celery application and the beat schedule."""

import logging.config
import os
from importlib import import_module
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthai.settings.base")

SCHEDULES = (
    "synthai.core.schedule",
    "notifications.schedule",
    "accounts.schedule",
    "billing.schedule",
    "pricing.schedule",
    "content.schedule",
    "media.schedule",
    "publishing.schedule",
    "courses.schedule",
)

app = Celery("synthai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
for module in (
    "outbox",
    "housekeeping",
    "fan_out",
    "audit_anchors",
    "audit_checks",
):  # tasks of core, which has no single tasks.py of bodies
    app.autodiscover_tasks(["synthai.core"], related_name=module)
app.steps["consumer"].add("synthai.core.heartbeat:Heartbeat")  # the sign of life that /readyz reads


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Workers and beat log as the web process does; without this hook Celery adds handlers of its own."""
    from django.conf import settings  # noqa: PLC0415 - not configured yet when this module is imported

    logging.config.dictConfig(settings.LOGGING)


@app.on_after_finalize.connect
def merge_schedules(sender: Celery, **_: Any) -> None:
    """Each app lists its own beat entries; here they become one schedule."""
    for name in SCHEDULES:
        sender.conf.beat_schedule.update(import_module(name).SCHEDULE)
