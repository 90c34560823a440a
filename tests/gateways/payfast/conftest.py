"""A played PayFast, once for these tests, and a listener for each; every test begins with nothing wrong."""

from collections.abc import Iterator

import pytest

from billing.gateways.payfast import PayFast
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.gateways.payfast.scene import Listener, config, listening
from tests.gateways.sandbox import running


@pytest.fixture(scope="package")
def _played() -> Iterator[tuple[PayFastSandbox, str]]:
    sandbox = PayFastSandbox()
    with running(sandbox) as url:
        yield sandbox, url


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
def listener() -> Iterator[Listener]:
    """Of each test alone: a notification that another test did not wait for arrives nowhere."""
    with listening() as listener:
        yield listener
