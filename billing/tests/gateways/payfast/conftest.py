"""A played PayFast and a listener, once for these tests; each test begins with nothing wrong and nothing received."""

from collections.abc import Iterator

import pytest

from billing.gateways.payfast import PayFast
from billing.tests.gateways.payfast.scene import Listener, config, listening
from billing.tests.sandbox import running
from synthai.embedded.sandbox.payfast import PayFastSandbox


@pytest.fixture(scope="package")
def _played() -> Iterator[tuple[PayFastSandbox, str]]:
    sandbox = PayFastSandbox()
    with running(sandbox) as url:
        yield sandbox, url


@pytest.fixture(scope="package")
def _heard() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def sandbox(_played: tuple[PayFastSandbox, str]) -> Iterator[PayFastSandbox]:
    yield _played[0]
    _played[0].faults.set({})
    _played[0].api.refund_method = "PAYMENT_SOURCE"
    _played[0].says_true_as_text = False


@pytest.fixture
def sandbox_url(_played: tuple[PayFastSandbox, str], sandbox: PayFastSandbox) -> str:
    return _played[1]


@pytest.fixture
def gateway(sandbox_url: str) -> PayFast:
    return PayFast(config(sandbox_url))


@pytest.fixture
def listener(_heard: Listener) -> Listener:
    _heard.messages.clear()
    return _heard
