"""The Celery application and the beat schedule."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthai.settings.base")

app = Celery("synthai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
