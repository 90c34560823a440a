"""Fixtures of selling to the public."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast
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

    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
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
def follows(cast: "Cast") -> "Follower":
    """The workers."""
    from tests.selling.shop import Follower  # noqa: PLC0415 - as above

    return Follower(cast)
