"""The shop of billing's tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from billing.tests.factories import Shop
    from billing.tests.pages import LiveShop


@pytest.fixture
def shop(db: None) -> Iterator["Shop"]:
    """Thandi's Umoja Foods with the demo plans on sale, and a till gateway."""
    from billing.gateways import registry
    from billing.tests.factories import Shop
    from synthai.core.testing.cast import build_cast

    yield Shop(build_cast())
    registry.use(None)


@pytest.fixture
def now_shop(shop: "Shop") -> "Shop":
    """The shop at today's date: pages take the time from the clock."""
    from django.utils import timezone

    shop.now = timezone.now()
    return shop


@pytest.fixture
def staff(shop: "Shop") -> "Client":
    """Somebody of SynthAI."""
    from billing.tests.staffroom import hired

    return hired(shop, is_superuser=True)


@pytest.fixture
def live(db: None) -> Iterator["LiveShop"]:
    """As `shop`, with the wall's clock, and two features declared that plans differ in."""
    from billing.gateways import registry
    from billing.tests import pages
    from synthai.core.entitlements import _features

    before = dict(_features)
    pages.declare_features()
    yield pages.LiveShop()
    pages.forget_features(before)
    registry.use(None)
