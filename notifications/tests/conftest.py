"""Kinds and providers of the tests of notifications. Imports stand inside: this file is read before there are settings."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    from notifications.tests.kinds import drill_kinds

    with drill_kinds():
        yield


@pytest.fixture
def sms() -> Any:
    from notifications.channels.protocol import Channel
    from notifications.tests.providers import Book

    return Book("book", Channel.SMS)


@pytest.fixture
def post() -> Any:
    from notifications.channels.protocol import Channel
    from notifications.tests.providers import Book

    return Book("post", Channel.EMAIL)


@pytest.fixture
def carried(sms: Any, post: Any, cast: Any) -> Iterator[None]:
    """E-mail by `post`, SMS by `sms`; Thandi has a number."""
    from django.core.cache import cache

    from notifications import carriers
    from notifications.models import Address
    from notifications.tests.kinds import NOON
    from notifications.tests.providers import carrier

    cache.clear()
    Address.objects.create(user=cast.thandi.user, channel="sms", value="+27821234567", created_at=NOON)
    with carriers.only(carrier(post), carrier(sms)):
        yield
