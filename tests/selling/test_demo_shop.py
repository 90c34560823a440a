"""The demo organisation sells: a newcomer walks the whole purchase on the laptop."""

import dataclasses
import io
import time
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.services import organisations
from billing.gateways import sellers as gateways
from billing.models import Seller, SellerAccount, SellerCoupon
from billing.services.selling import accounts
from courses.models import Course, Offer
from courses.services import demo, demo_shop
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.paystack import TEST_KEY
from tests.selling import shop
from tests.selling.paystack_shop import Counter
from tests.selling.shop import Follower, sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(paystack: Counter, settings: Any) -> Counter:
    """The gateways as `make run` has them."""
    paystack.played.secret_key = TEST_KEY
    settings.PAYMENTS_SANDBOX_URL = paystack.api.removesuffix("/paystack")
    settings.PAYSTACK = {**settings.PAYSTACK, "secret_key": TEST_KEY}
    settings.PAYFAST = {**settings.PAYFAST, **shop.ACCOUNT, "api": f"{settings.PAYMENTS_SANDBOX_URL}/payfast/api", "is_test": True}  # fmt: skip
    return paystack


def test_a_newcomer_buys_the_course_that_the_demo_organisation_sells(cast: Cast, sandbox: Counter) -> None:
    made = organisations.create(name="Umoja Foods (demo)", by=cast.thandi.actor, now=timezone.now())
    for _ in range(2):
        call_command("seed_courses", stdout=io.StringIO())
    with tenant(made):
        course = Course.objects.get(title=demo_shop.ON_SALE)
        assert Offer.objects.get().course_id == course.pk
        assert Seller.objects.get().version == 1
        assert SellerCoupon.objects.get().code == "WELCOME20"
        found = SellerAccount.objects.order_by("gateway").values_list("gateway", "is_test")
        assert list(found) == [("payfast", True), ("paystack", True)]
    there = dataclasses.replace(cast, umoja=made)
    counter, follows, client = dataclasses.replace(sandbox, cast=there), Follower(there), Client()
    shown = client.get("/c/umoja-foods-demo/courses/").content.decode()
    assert demo_shop.ON_SALE in shown
    fields = {"name": "Lerato Dube", "email": "new@example.com", "agrees": "on"}
    reply = client.post(
        f"/c/umoja-foods-demo/courses/{course.public_id}/buy/",
        {**fields, "key": "0b7e2c1a-0000-4000-8000-000000000009", "coupon": "welcome20"},
    )
    assert reply.status_code == 302, reply.content.decode()[:3000]
    assert "PayFast" in client.get(reply["Location"]).content.decode()
    assert counter.hands_on(counter.pays(client, reply["Location"])) == 200
    follows.run()
    bought = sale(there)
    assert (bought.state, bought.total, bought.vat) == ("paid", Decimal("276.00"), Decimal("36.00"))
    (link,) = shop.claim_links()
    assert client.post(link, {"name": "Lerato", "password": "quiet-otter-71-lamp"}).status_code == 302
    assert client.get(f"/o/umoja-foods-demo/courses/{course.public_id}/").status_code == 200


def test_without_the_sandbox_nothing_is_sold_and_no_real_account_is_copied(
    cast: Cast, sandbox: Counter, settings: Any
) -> None:
    with tenant(cast.umoja):
        demo.load(by=cast.thandi.actor, now=timezone.now(), only="pricing-for-small-shops")
    here, paystack = settings.PAYMENTS_SANDBOX_URL, settings.PAYSTACK
    settings.PAYFAST = {**settings.PAYFAST, "is_test": False}
    for url, changes in (
        ("", {}),
        (here, {"secret_key": "sk_live_real"}),
        (here, {"api": "https://api.paystack.co"}),
    ):
        settings.PAYMENTS_SANDBOX_URL, settings.PAYSTACK = url, {**paystack, **changes}
        assert gateways.sandbox() == {}
        with tenant(cast.umoja):
            assert demo_shop.open_shop(by=cast.thandi.actor, now=timezone.now()) is False
            assert accounts.present() == []
            assert not Seller.objects.exists()


def test_the_shop_opens_at_once_and_leaves_a_seller_s_own_words_alone(cast: Cast, sandbox: Counter) -> None:
    with tenant(cast.umoja):
        demo.load(by=cast.thandi.actor, now=timezone.now(), only="pricing-for-small-shops")
        begun = time.perf_counter()
        assert demo_shop.open_shop(by=cast.thandi.actor, now=timezone.now())
        assert time.perf_counter() - begun < 1
        Seller.objects.update(legal_name="Mine")
        assert demo_shop.open_shop(by=cast.thandi.actor, now=timezone.now()) is False
        assert Seller.objects.get().legal_name == "Mine"
