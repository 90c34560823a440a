"""What a process may not load before somebody needs it: each start waits for it, and each worker keeps it in memory."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.architecture.sources import CHECKOUT

# Each is imported in the function that uses it, with a noqa of PLC0415 and the reason.
LATER = {
    "asn1crypto", "boto3", "botocore", "calamine", "dns", "docx", "docxtpl", "fontTools", "google.auth", "holidays", "icalendar",
    "joblib", "jsonschema", "lingua", "networkx", "numpy", "ofxtools", "pandas", "pyhanko", "pypdf", "pypdfium2", "qrcode", "scipy",
    "sklearn", "xlsxwriter", "yake",
}  # fmt: skip
START = """
import gc, json, sys
import django
django.setup()
ready = [gc.isenabled(), gc.get_freeze_count() > 100_000]
from synthai.celery import app
app.loader.import_default_modules()
import synthai.urls, synthai.routing
print(json.dumps([ready, sorted(sys.modules)]))
"""
WORKER = """
import json
import django
django.setup()
from synthai.celery import app
app.loader.import_default_modules()
known = set(app.tasks)
entries = list(app.conf.beat_schedule.values())
sent = {name for each in entries for name in (each["task"], each.get("kwargs", {}).get("task")) if name}
from synthai.core import events
events.receivers_of("none.None")  # loads every app's receivers
print(json.dumps([len(sent), sorted((sent | set(app.tasks)) - known)]))
"""


def started(code: str) -> list[Any]:
    """What a process of its own says on its last line."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "synthai.settings.base"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: list[Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def test_neither_web_nor_workers_load_at_start_what_few_requests_need() -> None:
    (collects, is_frozen), loaded = started(START)
    assert {"courses.tasks", "billing.urls"} <= set(loaded)  # all of it was there
    assert LATER & set(loaded) == set()
    assert collects, "settings turn the garbage collector off; synthai.apps turns it on again"
    assert is_frozen, "what was imported stays, so nobody looks through it again"


def test_a_worker_knows_each_task_that_beat_or_a_fact_sends_before_the_first_one_comes() -> None:
    """What a worker does not know when it starts it throws away, so the work would never be done."""
    count, lost = started(WORKER)
    assert count > 50
    assert lost == []
