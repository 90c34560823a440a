"""A card is added without a charge at the played PayFast and Paystack, over HTTP, and can be charged then."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import requests
from django.conf import settings as project
from django.utils import timezone

from billing.gateways import Buyer, FormPost, PaymentRequest, Redirect, registry
from billing.models import CardSetup, GatewayMessage, PaymentMethod
from billing.services import card_pages, inbox, keeping
from synthai.core.tenancy import tenant
from synthai.embedded.sandbox.payfast import PayFastSandbox
from synthai.embedded.sandbox.paystack import Paystack
from tests.gateways.sandbox import running
from tests.gateways.stripe.inbox import Inbox, listening

if TYPE_CHECKING:
    from billing.tests.factories import Shop

pytestmark = pytest.mark.django_db


class Played:
    """Both gateways, our inbox as they see it, and Umoja Foods."""

    def __init__(self, payfast: PayFastSandbox, paystack: Paystack, arrived: Inbox, shop: "Shop") -> None:
        self.payfast, self.paystack, self.arrived, self.shop = payfast, paystack, arrived, shop

    def begin(self, gateway: str) -> keeping.Begun:
        with tenant(self.shop.organisation_id):
            return keeping.begin(
                gateway,
                payer_email="owner@umoja.example",
                by=self.shop.by,
                now=timezone.now(),
                return_path="/back/",
                cancel_path="/cancel/",
            )

    def work(self, gateway: str, at_least: int = 1) -> None:
        """What came in is understood."""
        deadline = timezone.now().timestamp() + 5
        while len(self.arrived.messages) < at_least:
            assert timezone.now().timestamp() < deadline, "no message came"
        while self.arrived.messages:
            assert inbox.receive(gateway, self.arrived.messages.pop(0)) is not None
        for row in GatewayMessage.objects.filter(state="waiting"):
            inbox.handle(row.pk, now=timezone.now())

    def setup(self) -> CardSetup:
        with tenant(self.shop.organisation_id):
            return CardSetup.objects.select_related("method").get()

    def method(self) -> PaymentMethod:
        with tenant(self.shop.organisation_id):
            return PaymentMethod.objects.get()


@pytest.fixture
def played(db: None, settings: Any) -> Iterator[Played]:
    from billing.tests.factories import Shop
    from synthai.core.testing.cast import build_cast

    payfast, paystack, arrived = PayFastSandbox(), Paystack(), Inbox()
    shop = Shop(build_cast(), now=timezone.now())
    with listening(arrived) as ours, running(payfast, paystack) as url:
        settings.SITE_URL = ours.partition("/hooks")[0]
        settings.PAYFAST = project.PAYFAST | {
            "merchant_id": payfast.merchant_id,
            "merchant_key": payfast.merchant_key,
            "passphrase": payfast.passphrase,
            "host": f"{url}/payfast",
            "api": f"{url}/payfast/api",
            "is_test": True,
            "networks": ["127.0.0.0/8"],
        }
        settings.PAYSTACK = project.PAYSTACK | {
            "secret_key": paystack.secret_key,
            "api": f"{url}/paystack",
            "networks": ["127.0.0.0/8"],
        }
        registry.use(None)
        yield Played(payfast, paystack, arrived, shop)
    registry.use(None)


def charge(played: Played, method: PaymentMethod) -> str:
    """As a renewal does."""
    request = PaymentRequest(
        reference="SYRENEWAL001",
        amount=Decimal("199.00"),
        currency="ZAR",
        description="SynthAI",
        buyer=Buyer(email=method.email),
        organisation="org",
    )
    return registry.get(method.gateway).charge(method.token, request).status


def press(step: FormPost) -> None:
    """Our page posts the form, PayFast's page is shown, and the customer presses its button."""
    page = requests.post(step.url, data=dict(step.fields), timeout=5)
    assert "R 0.00" in page.text
    done = requests.post(f"{page.url}/pay", timeout=5, allow_redirects=False)
    assert done.status_code == requests.codes.see_other


def test_payfast_keeps_a_card_for_nothing(played: Played) -> None:
    begun = played.begin("payfast")
    assert isinstance(begun.step, FormPost)
    press(begun.step)
    played.work("payfast")
    setup = played.setup()
    assert (setup.state, setup.amount, setup.give_back) == ("kept", Decimal(0), "none")
    assert charge(played, played.method()) == "confirmed"


def test_payfast_replaces_a_card_behind_its_token(played: Played) -> None:
    begun = played.begin("payfast")
    assert isinstance(begun.step, FormPost)
    press(begun.step)
    played.work("payfast")
    method = played.method()
    played.payfast.books.agreements[method.token].status = "LOCKED"
    with tenant(played.shop.organisation_id):
        place = card_pages.update(method.public_id, return_path="/methods/", by=played.shop.by)
    assert "Use another card" in requests.get(place.url, timeout=5).text
    back = requests.post(place.url, timeout=5, allow_redirects=False)
    assert back.headers["Location"].endswith("/methods/")
    assert charge(played, method) == "confirmed"


def test_paystack_takes_one_rand_and_gives_it_back(played: Played) -> None:
    begun = played.begin("paystack")
    assert isinstance(begun.step, Redirect)
    assert "ZAR 1.00" in requests.get(begun.step.url, timeout=5).text
    requests.post(begun.step.url, data={"pay": "card"}, timeout=5, allow_redirects=False)
    played.work("paystack")
    assert (played.setup().state, played.setup().give_back) == ("kept", "due")
    with tenant(played.shop.organisation_id):
        keeping.work(now=timezone.now())
    assert played.setup().give_back == "sent"
    played.work("paystack")  # its message says that it is done
    assert played.setup().give_back == "done"
    (refund,) = played.paystack.state.refunds.values()
    assert (refund.amount, refund.transaction.reference) == (100, played.setup().reference)
    assert not GatewayMessage.objects.exclude(error="").exists()
    assert charge(played, played.method()) == "confirmed"


def test_paystack_declined_then_asked_after(played: Played) -> None:
    """The customer's card is declined and she goes away: nothing is kept, nothing is taken."""
    begun = played.begin("paystack")
    assert isinstance(begun.step, Redirect)
    requests.post(begun.step.url, data={"pay": "declined"}, timeout=5, allow_redirects=False)
    with tenant(played.shop.organisation_id):
        keeping.work(now=timezone.now() + keeping.FIRST_ASK)
    assert (played.setup().state, played.setup().give_back) == ("failed", "none")
    assert "Declined" in played.setup().failure
