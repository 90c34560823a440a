"""Clickatell over its own contract."""

from collections.abc import Callable
from typing import Any

import pytest

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Misconfigured,
    Parcel,
    Receipt,
    Refused,
    Unclear,
    Verdict,
)
from notifications.channels.sms.clickatell import Clickatell
from synthai.embedded.sandbox.messages_clickatell import KEY
from synthai.embedded.sandbox.messages_clickatell import Clickatell as PlayedClickatell
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier(inbox: Inbox) -> PlayedClickatell:
    return PlayedClickatell(webhook_url=f"{inbox.url}?secret=s3cret")


@pytest.fixture
def config(carrier: PlayedClickatell, serve: Callable[[PlayedClickatell], str]) -> dict[str, Any]:
    api = f"{serve(carrier)}/clickatell/v1"
    return {"api_key": KEY, "sender": "", "callback_secret": "s3cret", "api": api, "timeout": 0.5}


@pytest.fixture
def clickatell(config: dict[str, Any]) -> Clickatell:
    return Clickatell(config)


def test_sends_and_hears_what_became_of_it(clickatell: Clickatell, inbox: Inbox, parcel: Make) -> None:
    receipt = clickatell.send(parcel(text="a" * 161))
    assert (receipt.verdict, receipt.parts) == (Verdict.ACCEPTED, 2)
    sent, delivered = (judged.news[0] for judged in inbox.judged(clickatell, 2))
    assert (sent.verdict, delivered.verdict) == (Verdict.SENT, Verdict.DELIVERED)
    assert (sent.key, sent.provider_id) == ("n-0001.sms", receipt.provider_id)
    assert abs((sent.at - inbox.callbacks[0].received_at).total_seconds()) < 5


def test_bad_numbers_do_not_hold_up_the_others(
    clickatell: Clickatell, carrier: PlayedClickatell, parcel: Make
) -> None:
    carrier.opted_out.add("+27830000001")
    numbers = ["+27821234567", "+27", "+27830000001", "+27841234567"]
    outcomes = clickatell.send_many([parcel(key=f"n-{place}", to=to) for place, to in enumerate(numbers)])
    assert [type(each) for each in outcomes] == [Receipt, Refused, AddressGone, Receipt]
    assert [each.key for each in carrier.taken] == ["n-0", "n-3"]
    assert "27830000001" not in str(outcomes[2])


def test_what_clickatell_refuses(
    clickatell: Clickatell, config: dict[str, Any], carrier: PlayedClickatell, parcel: Make
) -> None:
    with pytest.raises(Misconfigured, match="401 1"):
        Clickatell({**config, "api_key": "other"}).send(parcel())
    carrier.balance = 0
    with pytest.raises(Misconfigured, match="20 Insufficient"):
        clickatell.send(parcel())
    with pytest.raises(Refused, match="25"):
        clickatell.send(parcel(to="+1"))
    carrier.faults.busy = "1"  # a 400 with code 43, as the table of errors has it
    with pytest.raises(Busy, match="43"):
        clickatell.send(parcel())
    assert not carrier.taken


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_taken_without_a_clear_answer(
    clickatell: Clickatell, carrier: PlayedClickatell, parcel: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        clickatell.send(parcel())
    assert len(carrier.taken) == 1


def test_lies_are_found_out(
    clickatell: Clickatell, inbox: Inbox, carrier: PlayedClickatell, parcel: Make
) -> None:
    carrier.faults.lies = True
    clickatell.send(parcel())
    (judged,) = inbox.judged(clickatell)
    assert judged.news[0].verdict == Verdict.BOUNCED


def test_a_person_replies(clickatell: Clickatell, inbox: Inbox, carrier: PlayedClickatell) -> None:
    carrier.write(sender="+27821234567", to="+27600000000", text="Emiša")
    (judged,) = inbox.judged(clickatell)
    assert [(each.sender, each.text) for each in judged.replies] == [("+27821234567", "Emiša")]


def test_only_the_secret_makes_a_callback_genuine(clickatell: Clickatell, inbox: Inbox, parcel: Make) -> None:
    clickatell.send(parcel())
    (genuine, *_) = inbox.wait(1)
    assert not clickatell.judge(changed(genuine, url=inbox.url)).is_genuine
    for body in (b"", b"[]", b'{"event": []}', b'{"event": {"messageStatusUpdate": [{"statusCode": true}]}}'):
        judged = clickatell.judge(changed(genuine, body=body))
        assert judged.is_genuine
        assert not judged.news
