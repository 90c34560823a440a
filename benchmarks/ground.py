"""The servers and the Django that benches share: started by the first that asks, stopped with the process.

Django's settings are read once a process, so all benches of a run must use the same servers.
"""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

import django

from synthai.embedded.servers import Services, start_services

_running: list[Services] = []


def django_on_servers() -> Services:
    """Make Django ready, on servers whose data lie under SYNTHAI_VAR or var/bench."""
    if not _running:
        stack = ExitStack()
        services = stack.enter_context(start_services(Path(os.environ.get("SYNTHAI_VAR") or "var/bench")))
        atexit.register(stack.close)
        (services.var / "static").mkdir(exist_ok=True)  # where collected files would be; WhiteNoise asks
        os.environ.update(services.environment())
        os.environ["DJANGO_SETTINGS_MODULE"] = "synthai.settings.test"
        os.environ["API_RATE_PERSON"] = os.environ["API_RATE_ORGANISATION"] = "1000000/minute"
        django.setup()
        _running.append(services)
    return _running[0]
