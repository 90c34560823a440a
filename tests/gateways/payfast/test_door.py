"""Before a browser is sent to PayFast: does its page answer? Real HTTP to servers of this machine."""

import time

import pytest

from billing.gateways import GatewayUnreachable, HasDoor
from billing.gateways.payfast import PayFast, door
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.gateways.payfast.scene import Script, config, scripted


def test_the_played_payfast_is_open(gateway: PayFast, sandbox: PayFastSandbox) -> None:
    assert isinstance(gateway, HasDoor)
    gateway.knock()


@pytest.mark.parametrize("status", [200, 302, 400, 405])
def test_any_answer_below_500_is_an_open_door_and_is_believed(status: int) -> None:
    with scripted(Script(status=status, headers={"location": "/elsewhere"})) as script:
        for _twice in range(2):
            PayFast(config(script.url)).knock()
    assert [(method, path) for method, path, _headers, _body in script.asked] == [
        ("GET", "/payfast/eng/process")
    ]


@pytest.mark.parametrize("status", [0, 500, 502, 503])
def test_a_shut_one_is_said_and_asked_again(status: int) -> None:
    with scripted(Script(status=status)) as script:
        for _twice in range(2):
            with pytest.raises(GatewayUnreachable):
                PayFast(config(script.url)).knock()
    assert len(script.asked) >= 2


def test_nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum(door.TIMEOUT) <= 5
    monkeypatch.setattr(door, "TIMEOUT", (0.3, 0.3))
    with scripted(Script(wait=5)) as script:
        began = time.monotonic()
        with pytest.raises(GatewayUnreachable):
            PayFast(config(script.url)).knock()
    assert time.monotonic() - began < 2
