"""Two workers with webhooks of one customer at the same moment, on real transactions."""

from collections.abc import Callable
from functools import partial

import pytest
from djstripe.models import Customer, Event

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
