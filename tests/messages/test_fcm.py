"""Firebase push over its own contract, tokens of a service account included."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
)
from notifications.channels.push.fcm import Fcm, from_settings
from synthai.embedded.sandbox.messages_fcm import Fcm as PlayedFcm

Make = Callable[..., Parcel]
DEVICE = "fcmtoken:" + "a" * 140


@pytest.fixture
def carrier() -> PlayedFcm:
    return PlayedFcm()


@pytest.fixture
def root(carrier: PlayedFcm, serve: Callable[[PlayedFcm], str]) -> str:
    return serve(carrier)


@pytest.fixture
def fcm(carrier: PlayedFcm, root: str) -> Fcm:
    made = from_settings(
        {"service_account": json.dumps(carrier.account(root)), "api": f"{root}/fcm", "timeout": 0.5}
    )
    assert made is not None
    return made


@pytest.fixture
def push(parcel: Make) -> Make:
    def make(**changes: Any) -> Parcel:
        values = {"to": DEVICE, "subject": "Stock is low", "url": "https://synthai.example/o/umoja/"}
        return parcel(Channel.PUSH, **{**values, **changes})

    return make


def test_buys_one_token_for_many_messages(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    receipts = [fcm.send(push(key=f"n-{place}", thread="stock", urgent=True)) for place in range(3)]
    assert len(carrier.bought) == 1
    assert [each.provider_id for each in receipts] == [each.id for each in carrier.taken]
    assert receipts[0].verdict == Verdict.ACCEPTED
    message = carrier.taken[0].fields
    assert message["data"] == {"key": "n-0", "url": "https://synthai.example/o/umoja/", "thread": "stock"}
    assert message["android"]["priority"] == "HIGH"
    assert message["apns"]["headers"]["apns-collapse-id"] == "stock"


def test_a_message_that_is_soon_worthless_says_so(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    fcm.send(push(lives_for=timedelta(minutes=10)))
    fcm.send(push(lives_for=timedelta(days=90)))
    assert [each.fields["android"]["ttl"] for each in carrier.taken] == ["600s", "2419200s"]


def test_tokens_that_no_device_has_any_more(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    carrier.dead.add(DEVICE)
    with pytest.raises(AddressGone, match="404 UNREGISTERED"):
        fcm.send(push())
    carrier.foreign.add("of-another-project" * 5)
    with pytest.raises(AddressGone, match="403 SENDER_ID_MISMATCH"):
        fcm.send(push(to="of-another-project" * 5))
    with pytest.raises(AddressGone, match="400 INVALID_ARGUMENT"):
        fcm.send(push(to="short"))


def test_what_is_too_large_never_leaves(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    with pytest.raises(Refused):
        fcm.send(push(text="ḓ" * 2000))
    assert not carrier.log


def test_a_token_taken_back_before_its_time_is_bought_anew(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    fcm.send(push())
    carrier.bought.clear()
    with pytest.raises(Misconfigured, match="401"):
        fcm.send(push())
    assert fcm.send(push()).verdict == Verdict.ACCEPTED


def test_an_account_that_google_does_not_know(carrier: PlayedFcm, root: str, push: Make) -> None:
    other = PlayedFcm().account(root)
    made = from_settings({"service_account": json.dumps(other), "api": f"{root}/fcm"})
    assert made is not None
    with pytest.raises(Misconfigured, match="service account"):
        made.send(push())
    assert not carrier.taken


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_taken_without_a_clear_answer(
    fcm: Fcm, carrier: PlayedFcm, push: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        fcm.send(push())
    assert len(carrier.taken) == 1


def test_too_fast_and_down(fcm: Fcm, carrier: PlayedFcm, push: Make) -> None:
    fcm.send(push())
    carrier.faults.busy = "30"
    with pytest.raises(Busy) as caught:
        fcm.send(push())
    assert caught.value.retry_after == timedelta(seconds=30)
    carrier.faults.set({"busy": "", "is_down": True})
    with pytest.raises(Busy):
        fcm.send(push())


def test_google_down_before_the_first_token(
    fcm: Fcm, carrier: PlayedFcm, push: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # google-auth waits between its own tries
    carrier.faults.is_down = True
    with pytest.raises(Busy):
        fcm.send(push())


@pytest.mark.parametrize("account", ["{", "[]", "{}", '{"project_id": "x"}'])
def test_settings_that_are_no_account_are_told_at_start(account: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="FCM_SERVICE_ACCOUNT"):
        from_settings({"service_account": account, "api": "https://fcm.googleapis.com"})
    assert from_settings({"service_account": "", "api": "https://fcm.googleapis.com"}) is None
