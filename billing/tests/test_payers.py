"""Who pays an EFT by a link: the address is asked for nicely, gets one receipt and is forgotten; the link says how it stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.mails import mails_to
from billing import tasks
from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import Charge, Payment, PaymentState
from billing.models.payments import PAYER_KEPT_FOR
from billing.services import pay_links, payers
from billing.tests.pages import LiveShop
from billing.tests.test_bank import ACCOUNT, confirm, csv, line_of, take_in
from billing.tests.test_pages_portal import text_of
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
KIN = "kin@example.org"


@pytest.fixture
def eft(live: LiveShop) -> LiveShop:
    """A shop where one pays by card or by EFT."""
    registry.use({"till": live.till, "eft": Eft(ACCOUNT)})
    return live


def link_of(live: LiveShop, charge: Charge) -> str:
    return f"/pay/{pay_links.make(charge, live.cast.umoja.public_id, now=timezone.now())}/"


def payment_of(live: LiveShop) -> Payment:
    with tenant(live.organisation_id):
        found: Payment = Payment.objects.order_by("-pk")[0]
        return found


def tell(live: LiveShop) -> None:
    """What the receiver does of the newest confirmed payment; the relay may do it twice."""
    with all_tenants(reason="test"):
        fact = OutboxEvent.objects.filter(name="billing.PaymentConfirmed").order_by("-pk")[0]
    with tenant(live.organisation_id):
        for _twice in range(2):
            payers.tell(fact.payload["payment"], now=timezone.now())


def test_an_eft_needs_no_address_and_a_card_does(eft: LiveShop) -> None:
    link, client = link_of(eft, eft.start("starter")), Client()
    assert "Type your e-mail address" in text_of(client.post(link, {"gateway": "till"}))
    wrong = text_of(client.post(link, {"gateway": "eft", "email": "nobody"}))
    assert "Enter a valid email address" in wrong
    shown = text_of(client.post(link, {"gateway": "eft"}, follow=True))
    assert payment_of(eft).reference in shown
    assert "Open the pay link again to see when it has arrived" in shown
    assert payment_of(eft).payer_email == ""


def test_the_payer_is_told_once_and_forgotten(eft: LiveShop) -> None:
    link = link_of(eft, eft.start("starter"))
    shown = text_of(Client().post(link, {"gateway": "eft", "email": KIN}, follow=True))
    assert "we write to the address you gave" in shown
    assert KIN not in shown, "others have the link too"
    payment = payment_of(eft)
    assert payment.payer_email == KIN
    take_in(eft, csv((timezone.localdate().isoformat(), f"FNB {payment.reference}", "199.00")))
    confirm(eft, line_of("199.00"), payment.reference)
    tell(eft)
    (mail,) = mails_to(KIN)
    assert mail.subject.replace("\xa0", " ") == "Received: R 199.00 for Umoja Foods"
    assert payment.reference in mail.text
    assert "not a tax invoice" in mail.text
    assert "Thandi" not in mail.text
    opened = mail.text.partition("/pay/")[2].split()[0]
    assert "This has been paid, on" in text_of(Client().get(f"/pay/{opened}"))
    assert payment_of(eft).payer_email == ""


def test_the_fact_reaches_the_payer(eft: LiveShop) -> None:
    from synthai.core.events import receivers_of

    assert tasks.payer_tell in receivers_of("billing.PaymentConfirmed")


def test_gateways_send_their_own_receipt(eft: LiveShop) -> None:
    Client().post(link_of(eft, eft.start("starter")), {"gateway": "till", "email": KIN})
    assert payment_of(eft).payer_email == ""


def test_money_that_does_not_come_is_waited_for_ninety_days(eft: LiveShop) -> None:
    Client().post(link_of(eft, eft.start("starter")), {"gateway": "eft", "email": KIN})
    with tenant(eft.organisation_id):
        assert payers.forget_old(now=timezone.now()) == 0
        Payment.objects.update(created_at=timezone.now() - PAYER_KEPT_FOR - timedelta(hours=1))
    assert organisations_with_abandoned("billing.Payment", "payer_to_forget") == [eft.organisation_id]
    with tenant(eft.organisation_id):
        assert payers.forget_old(now=timezone.now()) == 1
    assert payment_of(eft).payer_email == ""
    assert organisations_with_abandoned("billing.Payment", "payer_to_forget") == []


@pytest.mark.parametrize(
    ("gateway", "words"),
    [("eft", "We are waiting for an EFT with the reference"), ("till", "A payment with Till was begun")],
)
def test_the_link_says_how_it_stands_when_opened_again(eft: LiveShop, gateway: str, words: str) -> None:
    link: Any = link_of(eft, eft.start("starter"))
    assert words not in text_of(Client().get(link))
    Client().post(link, {"gateway": gateway, "email": KIN})
    answer = Client().get(link)
    assert words in text_of(answer)
    assert f'href="{link}back/"' in answer.content.decode()
    with tenant(eft.organisation_id):
        Payment.objects.update(state=PaymentState.FAILED)
    assert words not in text_of(Client().get(link))
