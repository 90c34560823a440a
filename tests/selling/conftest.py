"""Fixtures of selling to the public."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast
    from tests.selling.paystack_shop import Counter
    from tests.selling.shop import Follower, Gateway


@pytest.fixture(scope="package")
def _played_payfast() -> Iterator[tuple[Any, str]]:
    from synthai.embedded.sandbox.payfast import PayFastSandbox  # noqa: PLC0415 - settings first
    from tests.gateways.sandbox import running  # noqa: PLC0415

    sandbox = PayFastSandbox()
    with running(sandbox) as url:
        yield sandbox, url


@pytest.fixture
def payfast(
    _played_payfast: tuple[Any, str], settings: Any, cast: "Cast", tmp_path: Path
) -> "Iterator[Gateway]":
    """A played PayFast for sellers' accounts, and our side's listener."""
    from tests.gateways.payfast.scene import listening  # noqa: PLC0415
    from tests.selling.shop import Gateway  # noqa: PLC0415 - as above

    _keeps_papers(settings, tmp_path)
    url = _played_payfast[1]
    settings.PAYFAST = {
        **settings.PAYFAST,
        "host": f"{url}/payfast",
        "api": f"{url}/payfast/api",
        "is_test": True,
        "networks": ["127.0.0.0/8", "::1/128"],
    }
    with listening() as listener:
        settings.SITE_URL = listener.url.removesuffix("/itn/")
        yield Gateway(cast, listener)
    _played_payfast[0].faults.set({})


@pytest.fixture
def paystack(settings: Any, cast: "Cast", tmp_path: Path) -> "Iterator[Counter]":
    """A played Paystack with an account of Umoja's own."""
    from tests.selling.paystack_shop import counter  # noqa: PLC0415 - as above

    _keeps_papers(settings, tmp_path)
    with counter(cast, settings) as found:
        yield found


def _keeps_papers(settings: Any, folder: Path) -> None:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture
def follows(cast: "Cast") -> "Follower":
    """The workers."""
    from tests.selling.shop import Follower  # noqa: PLC0415 - as above

    return Follower(cast)
