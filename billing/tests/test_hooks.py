"""The address gateways call: judged on raw bytes, stored, answered; nothing else before the reply."""

import json
from typing import Any

import pytest
from django.test import Client

from billing import tasks
from billing.models import GatewayMessage, MessageState
from billing.services import inbox
from billing.tests.factories import Shop

URL = "/hooks/payments/till/"


def post(body: bytes, **headers: str) -> Any:
    return Client(enforce_csrf_checks=True).post(URL, body, content_type="application/json", headers=headers)


def test_a_genuine_message_is_stored_and_answered_with_nothing(shop: Shop) -> None:
    answer = post(json.dumps({"id": "a", "status": "confirmed"}).encode(), x_till="genuine")
    assert (answer.status_code, answer.content) == (200, b"")
    assert GatewayMessage.objects.get().state == MessageState.WAITING


def test_a_forged_one_is_refused(shop: Shop) -> None:
    assert post(b"{}").status_code == 400


def test_bytes_that_mean_nothing_are_refused(shop: Shop) -> None:
    assert post(b"\xff\xfe\x00", x_till="forged").status_code == 400


def test_a_gateway_that_is_not_set_up_is_not_found(shop: Shop) -> None:
    assert Client().post("/hooks/payments/nobody/", b"{}", content_type="application/json").status_code == 404


def test_looking_is_not_allowed(shop: Shop) -> None:
    assert Client().get(URL).status_code == 405


def test_a_flood_of_bytes_is_not_read(shop: Shop) -> None:
    assert post(b"x" * (inbox.LARGEST_BODY + 1), x_till="genuine").status_code == 413


def test_storing_takes_one_statement(shop: Shop, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        post(json.dumps({"id": "b", "status": "confirmed"}).encode(), x_till="genuine")


def test_one_sweep_is_woken_for_a_burst_and_handles_it_all(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.messages_sweep, "send", lambda **kwargs: sent.append(kwargs))
    handled: list[int] = []
    monkeypatch.setattr(tasks.messages_handle, "send", lambda *, message_ids: handled.extend(message_ids))
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(12):
            post(json.dumps({"id": str(number), "status": "confirmed"}).encode(), x_till="genuine")
    assert len(sent) == 1
    with django_capture_on_commit_callbacks(execute=True):
        tasks.messages_sweep()
    assert sorted(handled) == sorted(GatewayMessage.objects.values_list("pk", flat=True))
    assert inbox.wants_wake()  # the next message wakes again
