"""What a process may not load before somebody needs it: each start waits for it, and each worker keeps it in memory."""

import json
import os
import subprocess
import sys

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


def test_neither_web_nor_workers_load_at_start_what_few_requests_need() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "synthai.settings.base"}
    started = subprocess.run(
        [sys.executable, "-c", START],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    (collects, is_frozen), loaded = json.loads(started.stdout.splitlines()[-1])
    assert {"courses.tasks", "billing.urls"} <= set(loaded)  # all of it was there
    assert LATER & set(loaded) == set()
    assert collects, "settings turn the garbage collector off; synthai.apps turns it on again"
    assert is_frozen, "what was imported stays, so nobody looks through it again"
