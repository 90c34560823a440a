"""Rows of the page about usage and limits."""

from datetime import timedelta

from django.utils import timezone

from billing.models import UsageCap
from billing.services import demo_catalogue, usage
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def some_usage(cast: Cast) -> None:
    """The free plan with all seats taken, and all runs used that a cap allows."""
    now = timezone.now()
    demo_catalogue.load(now=now - timedelta(days=1))
    uses = [usage.Use(f"run-{number}", "pricing.runs", now) for number in range(3)]
    with tenant(cast.umoja):
        usage.record_many(cast.umoja.pk, uses, now=now)
        UsageCap.objects.create(metric="pricing.runs", quantity=3)
