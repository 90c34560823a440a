"""Fixtures of the tests of courses."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from courses.tests.shop import Follower, Gateway
    from synthai.core.testing.cast import Cast


@pytest.fixture
def files_in_tmp(tmp_path: Path, settings: Any) -> Path:
    """Files of courses lie in the test's own folder."""
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = storages
    return tmp_path


@pytest.fixture(scope="package")
def _played_payfast() -> Iterator[tuple[Any, str]]:
    from synthai.embedded.sandbox.payfast import PayFastSandbox  # noqa: PLC0415 - settings first
    from tests.gateways.sandbox import running  # noqa: PLC0415

    sandbox = PayFastSandbox()
    with running(sandbox) as url:
        yield sandbox, url


@pytest.fixture
def payfast(
    _played_payfast: tuple[Any, str], settings: Any, cast: "Cast", files_in_tmp: Path
) -> "Iterator[Gateway]":
    """A played PayFast for sellers' accounts, and our side's listener."""
    from courses.tests.shop import Gateway  # noqa: PLC0415 - as above
    from tests.gateways.payfast.scene import listening  # noqa: PLC0415

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
    from courses.tests.shop import Follower  # noqa: PLC0415 - as above

    return Follower(cast)
