"""Two workers with webhooks of one customer at the same moment, on real transactions."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection
from djstripe.models import APIKey, Customer, Event

from billing.gateways import GatewayUnreachable, RawMessage
from synthai.core.testing.parallel import errors, run_together, values
from tests.gateways.stripe.play import Played

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_both_are_copied_in_the_end(played: Played, kept_card: Callable[..., str]) -> None:
    kept_card()
    Customer.objects.all().delete()  # so that both workers make it
    kinds = (
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_method.attached",
        "payment_intent.succeeded",
    )
    messages = [played.message(kind) for kind in kinds]

    def handle(message: RawMessage) -> str:
        try:
            played.gateway.findings(message)
        except GatewayUnreachable:
            return "later"
        return "done"

    outcomes = run_together(*(partial(handle, message) for message in messages))
    assert errors(outcomes) == []
    for message, outcome in zip(messages, values(outcomes), strict=True):
        if outcome == "later":
            played.gateway.findings(message)
    assert Event.objects.count() == len(set(kinds))
    assert Customer.objects.count() == 1


def test_the_key_is_in_no_error_of_the_database(played: Played, kept_card: Callable[..., str]) -> None:
    """dj-stripe keeps the key in a row of its own; PostgreSQL logs the values of an INSERT that fails."""
    kept_card()
    APIKey.objects.all().delete()
    messages = [played.message(kind) for kind in ("payment_intent.succeeded", "charge.succeeded")] * 2
    failed: list[str] = []

    def watched(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        except IntegrityError:
            failed.append(sql)
            raise

    def handle(message: RawMessage) -> None:
        with connection.execute_wrapper(watched), suppress(GatewayUnreachable):
            played.gateway.findings(message)

    assert errors(run_together(*(partial(handle, message) for message in messages))) == []
    assert APIKey.objects.count() == 1
    assert not [sql for sql in failed if "apikey" in sql]
