"""One code of an app's sign-in, presented twice at the same moment."""

from typing import Any

import pytest
from django.utils import timezone

from accounts import actors, app_clients
from accounts.models import TokenFamily
from accounts.services import app_codes
from accounts.services.app_codes import Ask, CodeRefused, Presented
from accounts.services.tokens import Opening
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

VERIFIER = "v" * 43
BACK = "synthai://signed-in"


def test_gives_tokens_once_and_ends_them_since_two_held_it() -> None:
    user, now = build_cast().bongani.user, timezone.now()
    client = app_clients.find("synthai-app")
    assert client is not None
    ask = Ask(client=client, redirect_uri=BACK, challenge=app_codes.challenge_of(VERIFIER), device="Phone")
    code = app_codes.issue(user, ask, opening=Opening(proved_at=now), by=actors.of_person(user), now=now)
    presented = Presented(code=code, verifier=VERIFIER, client_id=client.id, redirect_uri=BACK)

    def exchange() -> Any:
        return app_codes.exchange(presented, ip=None, request_id=None, now=now)

    outcomes = run_together(exchange, exchange, exchange)
    assert len(values(outcomes)) == 1
    assert [type(error) for error in errors(outcomes)] == [CodeRefused, CodeRefused]
    assert TokenFamily.objects.get().end_reason == "reused"
