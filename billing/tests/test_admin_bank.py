"""Bank statements at the staff desk: uploaded, looked at, confirmed, undone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import (
    BankLine,
    Payment,
    PaymentState,
    SubscriptionState,
)
from billing.tests.factories import Shop
from billing.tests.staffroom import get, page
from billing.tests.test_bank import ACCOUNT, ask_for, csv
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


class TestBank:
    @pytest.fixture(autouse=True)
    def eft(self, now_shop: Shop) -> None:
        registry.use({"till": now_shop.till, "eft": Eft(ACCOUNT)})

    def upload(self, staff: Client, content: bytes) -> str:
        file = SimpleUploadedFile("fnb.csv", content)
        return staff.post(
            page(BankLine, "match"), {"upload": "1", "file": file}, follow=True
        ).content.decode()

    def test_upload_look_confirm_undo(self, now_shop: Shop, staff: Client) -> None:
        payment = ask_for(now_shop)
        day = timezone.localdate().isoformat()
        rows = csv((day, f"FNB {payment.reference}", "199.00"))
        shown = self.upload(staff, rows)
        assert "1 line read, 1 new." in shown
        for words in ("100 %", payment.reference, "Umoja Foods", "The amount agrees."):
            assert words in shown
        assert "1 line read, 0 new." in self.upload(staff, rows)
        line = BankLine.objects.get()
        act = {"do": "confirm", "line": line.public_id, "reference": payment.reference}
        assert "is paid" in staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert now_shop.subscription().state == SubscriptionState.ACTIVE
        again = staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert "Something was made of this line already" in again
        matched = staff.get(page(BankLine, "match") + "?show=matched").content.decode()
        assert payment.reference in matched
        act = {"do": "undo", "line": line.public_id}
        assert "Undone" in staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert get(Payment, pk=payment.pk).state == PaymentState.PENDING

    def test_a_reading_that_undoes_a_match_says_so(self, now_shop: Shop, staff: Client) -> None:
        payment, day = ask_for(now_shop), timezone.localdate().isoformat()
        came = (day, f"FNB {payment.reference}", "199.00")
        self.upload(staff, csv(came))
        line = BankLine.objects.get()
        act = {"do": "confirm", "line": line.public_id, "reference": payment.reference}
        staff.post(page(BankLine, "match"), act)
        shown = self.upload(staff, csv(came, (day, f"REVERSAL FNB {payment.reference}", "-199.00")))
        assert "2 lines read, 1 new." in shown
        assert "1 match is undone, and what it had paid is owed again" in shown

    def test_confirming_without_a_reference_asks_for_one(self, now_shop: Shop, staff: Client) -> None:
        self.upload(staff, csv((timezone.localdate().isoformat(), "FNB", "199.00")))
        act = {"do": "confirm", "line": BankLine.objects.get().public_id, "reference": " "}
        said = staff.post(page(BankLine, "match"), act, follow=True).content.decode()
        assert "Type the reference of the payment that this line pays." in said

    def test_what_is_not_ours_shows_debits_with_nothing_to_press(self, now_shop: Shop, staff: Client) -> None:
        self.upload(staff, csv((timezone.localdate().isoformat(), "MONTHLY FEE", "-55.00")))
        shown = staff.get(page(BankLine, "match") + "?show=ignored").content.decode()
        assert "MONTHLY FEE" in shown
        assert 'value="undo"' not in shown
        assert "Sure matches" in shown

    def test_bad_files_and_presses_are_answered_in_words(self, now_shop: Shop, staff: Client) -> None:
        assert "a PDF document" in self.upload(staff, b"%PDF-1.7 nothing")
        answer = staff.post(page(BankLine, "match"), {"upload": "1"}).content.decode()
        assert "This field is required" in answer
        for act in ({"do": "confirm", "line": "nope"}, {"do": "dance"}, {"do": "undo", "line": "x" * 400}):
            assert staff.post(page(BankLine, "match"), act, follow=True).status_code == 200

    def test_many_lines_cost_as_much_as_few(self, now_shop: Shop, staff: Client) -> None:
        day = timezone.localdate().isoformat()
        self.upload(staff, csv(*((day, f"Line {n}", "12.00") for n in range(3))))
        staff.get(page(BankLine, "match"))
        with assert_max_queries(20):
            staff.get(page(BankLine, "match") + "?show=doubtful")
        self.upload(staff, csv(*((day, f"Line {n}", "12.00") for n in range(25))))
        with assert_max_queries(20):
            shown = staff.get(page(BankLine, "match") + "?show=doubtful").content.decode()
        assert len(re.findall(r"<article", shown)) == 25
