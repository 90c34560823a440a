"""What follows from a thing made, for workers of tests: included by --include."""

from synthai.core.events import on
from synthai.core.tests import worker_tasks
from synthai.core.tests.api_views import ThingMade

on(ThingMade, worker_tasks.follow)
