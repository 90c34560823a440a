"""Messages of payment services at the staff desk."""

import pytest
from django.test import Client

from billing.models import (
    GatewayMessage,
    MessageState,
    Payment,
    PaymentState,
)
from billing.tests.factories import Shop
from billing.tests.staffroom import entries, get, page, press

pytestmark = pytest.mark.django_db


class TestInbox:
    def test_a_message_shows_its_checks_and_masks_who_paid(self, now_shop: Shop, staff: Client) -> None:
        kept = now_shop.deliver(
            {"id": "9", "status": "confirmed", "amount": "5.00", "reference": "SYNOBODY2345",
             "email_address": "jo@shop.example", "name_first": "Jo", "token": "tok_x"}
        )  # fmt: skip
        assert kept is not None
        shown = staff.get(page(GatewayMessage, "change", kept.pk)).content.decode()
        for words in ("jo@shop.example", "tok_x", ">Jo<"):
            assert words not in shown
        for words in ("SYNOBODY2345", "5.00", "signature", "Belongs to nothing we know"):
            assert words in shown

    def test_a_forged_one_is_seen_and_never_run(self, now_shop: Shop, staff: Client) -> None:
        now_shop.deliver({"id": "9", "status": "confirmed", "amount": "5.00"}, genuine=False)
        row = get(GatewayMessage)
        listed = staff.get(page(GatewayMessage, "changelist") + "?state__exact=rejected").content.decode()
        assert "✗ signature" in listed
        assert staff.get(page(GatewayMessage, "deed", row.pk, "again")).status_code == 404

    def test_run_again_is_handled_again_and_counts_once(self, now_shop: Shop, staff: Client) -> None:
        now_shop.pay(now_shop.start("starter"))
        row = get(GatewayMessage)
        press(staff, page(GatewayMessage, "deed", row.pk, "again"))
        assert get(GatewayMessage).state == MessageState.WAITING
        assert entries("billing.message.run_again")[0].actor_kind == "staff"
        assert len(entries("billing.payment.confirmed")) == 1

    def test_an_unmatched_one_is_assigned_by_the_service(self, now_shop: Shop, staff: Client) -> None:
        charge = now_shop.start("starter")
        payment = now_shop.pay(charge, reference="SYNOBODY2345")
        assert payment.state == PaymentState.REDIRECTED
        row = get(GatewayMessage)
        url = page(GatewayMessage, "deed", row.pk, "assign")
        assert "There is no payment of this reference" in press(staff, url, reference="SYNOTHING234")
        assert "counts for" in press(staff, url, reference=payment.reference.lower())
        assert get(Payment).state == PaymentState.CONFIRMED
        assert get(GatewayMessage).payment_reference == payment.reference
        assert entries("billing.message.assigned")[0].organisation_id == now_shop.organisation_id
