"""Every fact has its document, once; what cannot be issued waits and says for what."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from billing.engine.invoicing.notes import AboveOriginal
from billing.engine.invoicing.shapes import Document, Kind
from billing.models import (
    BillingEntity,
    NumberSeries,
    Payment,
    PaymentState,
    VatRow,
    VendorPeriod,
    WaitingDocument,
)
from billing.services import (
    corrections,
    credit,
    customers,
    drafting,
    entities,
    invoices,
    refunds,
    settling,
    subscriptions,
)
from billing.services.customers import Details
from billing.tests.documented import SELLER, balance, check_books, documents, follow
from billing.tests.factories import Shop
from synthai.core.access import Actor, system_actor
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
STAFF = Actor(
    kind="staff",
    label="Staff",
    capabilities=frozenset({"billing.refund.make", "billing.credit.give", "billing.document.note"}),
)


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def details(shop: Shop, **given: str) -> None:
    with tenant(shop.organisation_id):
        customers.change(Details(**given), by=shop.by)
        invoices.complete(now=shop.now)


def give_back(shop: Shop, payment: Payment, amount: str, key: str = "r1") -> None:
    with tenant(shop.organisation_id):
        refunds.request(payment.pk, amount=Decimal(amount), reason="Asked", key=key, by=STAFF, now=shop.now)
    follow(shop)


class TestSales:
    def test_paying_issues_the_tax_invoice_once(self, shop: Shop) -> None:
        charge = shop.start("starter")
        payment = shop.pay(charge)
        follow(shop, times=3)
        (row,) = documents(shop)
        assert (row.number, row.kind, row.tier) == ("SY-INV-000001", "tax_invoice", "abridged")
        assert (row.excl, row.vat, row.incl) == (Decimal("173.04"), Decimal("25.96"), Decimal("199.00"))
        assert row.supplied_on == date(2026, 1, 31)
        found = Document.from_json(row.data)
        assert found.digest() == row.sha256
        assert (found.number, found.seller.vat_number) == (row.number, "4740101508")
        assert found.seller.address.rows == ("1 Long Street", "Cape Town 8001")
        assert found.buyer.name == shop.cast.umoja.name
        assert (found.payments[0].reference, found.totals.due) == (payment.reference, Decimal("0.00"))

    def test_the_books_have_the_sale_the_payment_and_nothing_open(self, shop: Shop) -> None:
        shop.subscribe("starter")
        follow(shop)
        assert balance("receivables") == 0
        assert balance("clearing.till") == Decimal("199.00")
        assert (balance("revenue.plan"), balance("vat_output.15")) == (Decimal("-173.04"), Decimal("-25.96"))
        check_books()

    def test_the_return_has_a_row_for_each_rate(self, shop: Shop) -> None:
        shop.subscribe("starter")
        follow(shop)
        row = VatRow.objects.get()
        assert (row.treatment, row.rate, row.vat) == ("standard", Decimal(15), Decimal("25.96"))
        assert (row.declared_on, row.customer) == (date(2026, 1, 31), shop.cast.umoja.public_id)

    def test_who_is_no_vendor_issues_an_invoice_without_vat(self, shop: Shop) -> None:
        settings.BILLING_ENTITY = {**SELLER, "vat_number": ""}
        shop.subscribe("starter")
        follow(shop)
        (row,) = documents(shop)
        assert (row.kind, row.vat, row.incl) == ("invoice", Decimal(0), Decimal("199.00"))
        assert VatRow.objects.get().treatment == "out_of_scope"
        check_books()

    def test_credit_pays_a_part_and_the_invoice_is_for_the_whole(self, shop: Shop) -> None:
        with tenant(shop.organisation_id):
            credit.give(
                shop.organisation_id, amount=Decimal(50), reason="Sorry", key="k", by=STAFF, now=shop.now
            )
        shop.subscribe("starter")
        follow(shop)
        (row,) = documents(shop)
        found = Document.from_json(row.data)
        assert row.incl == Decimal("199.00")
        assert [(each.method, each.amount) for each in found.payments] == [
            ("card", Decimal("149.00")),
            ("credit", Decimal("50.00")),
        ]
        accounts = ("receivables", "customer_credit", "credit_given")
        assert [balance(code) for code in accounts] == [0, 0, 50]
        check_books()

    def test_a_registration_that_ended_charges_no_vat_from_then_on(self, shop: Shop) -> None:
        entity = entities.selling()
        VendorPeriod.objects.filter(entity=entity).update(until=date(2026, 1, 30))
        entities.forget()
        assert not entities.is_vendor(date(2026, 1, 31))
        assert entities.is_vendor(date(2026, 1, 30))
        shop.subscribe("starter")
        follow(shop)
        assert documents(shop)[0].kind == "invoice"

    def test_a_pro_forma_is_no_tax_invoice_and_has_no_number(self, shop: Shop) -> None:
        charge = shop.start("starter")
        with tenant(shop.organisation_id):
            found = drafting.pro_forma(charge, now=shop.now)
        assert (found.kind, found.number, found.totals.due) == (Kind.PRO_FORMA, "", Decimal("199.00"))
        assert documents(shop) == []


class TestWaiting:
    def big(self, shop: Shop) -> None:
        charge = shop.start("growth", "year")
        assert charge.total > 5000
        shop.pay(charge)
        follow(shop)

    def test_above_r5000_it_waits_for_the_address_and_is_issued_at_once(self, shop: Shop) -> None:
        self.big(shop)
        assert documents(shop) == []
        with tenant(shop.organisation_id):
            waiting = WaitingDocument.objects.get()
            assert waiting.missing == ["buyer.address"]
            assert not waiting.is_for_staff
            told = OutboxEvent.objects.get(name="billing.DocumentWaiting")
            assert Payment.objects.get().state == PaymentState.CONFIRMED
        assert told.payload["missing"] == ["buyer.address"]
        assert NumberSeries.objects.filter(last__gt=0).count() == 0
        follow(shop, times=2)
        with tenant(shop.organisation_id):
            assert OutboxEvent.objects.filter(name="billing.DocumentWaiting").count() == 1
        details(shop, address="5 Vilakazi Street\nSoweto 1804", vat_number="4740 101/508")
        (row,) = documents(shop)
        found = Document.from_json(row.data)
        assert (row.number, row.tier, row.warnings) == ("SY-INV-000001", "full", [])
        assert (found.buyer.vat_number, found.buyer.address.rows[-1]) == ("4740101508", "Soweto 1804")
        with tenant(shop.organisation_id):
            assert WaitingDocument.objects.open(now=shop.now).count() == 0
        check_books()

    def test_what_only_staff_can_fill_in_is_told_to_staff(self, shop: Shop) -> None:
        settings.BILLING_ENTITY = {**SELLER, "address": ""}
        shop.subscribe("starter")
        follow(shop)
        with tenant(shop.organisation_id):
            waiting = WaitingDocument.objects.get()
        assert (waiting.missing, waiting.is_for_staff) == (["seller.address"], True)
        BillingEntity.objects.update(address="1 Long Street")
        entities.forget()
        with tenant(shop.organisation_id):
            assert invoices.complete(now=shop.now) == 1
        assert documents(shop)[0].number == "SY-INV-000001"

    def test_a_wrong_vat_number_is_refused_in_words(self, shop: Shop) -> None:
        with pytest.raises(customers.VatNumberWrong, match="10 digits"):
            details(shop, vat_number="4740101509")


class TestNotes:
    def test_a_refund_is_credited_on_its_invoice(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("starter"))
        follow(shop)
        give_back(shop, payment, "50.00")
        invoice, note = documents(shop)
        assert (note.kind, note.number, note.original_id) == ("credit_note", "SY-CN-000001", invoice.pk)
        assert (note.incl, note.vat) == (Decimal("50.00"), Decimal("6.52"))
        assert Document.from_json(note.data).original.number == invoice.number  # type: ignore[union-attr]
        assert [balance(code) for code in ("refunds", "receivables")] == [0, 0]
        assert balance("clearing.till") == Decimal("149.00")
        assert VatRow.objects.get(kind="credit_note").vat == Decimal("-6.52")
        check_books()

    def test_a_note_is_made_out_to_the_address_that_is_known_by_then(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("starter"))
        follow(shop)
        details(shop, address="12 Vilakazi Street\nSoweto\n1804")
        give_back(shop, payment, "50.00")
        invoice, note = (Document.from_json(row.data) for row in documents(shop))
        assert not invoice.buyer.address.is_given
        assert "12 Vilakazi Street" in note.buyer.address.rows
        assert (note.lines[0].description, note.reason) == (invoice.lines[0].description, "Asked")

    def test_all_given_back_in_parts_takes_all_of_the_vat_back(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("starter"))
        follow(shop)
        for number, part in enumerate(("66.33", "66.33", "66.34")):
            give_back(shop, payment, part, key=f"part-{number}")
        follow(shop, times=2)
        assert len(documents(shop)) == 4
        assert [balance(code) for code in ("vat_output.15", "revenue.plan", "refunds")] == [0, 0, 0]
        check_books()

    def test_never_above_the_original(self, shop: Shop) -> None:
        shop.subscribe("starter")
        follow(shop)
        (invoice,) = documents(shop)
        with tenant(shop.organisation_id):
            corrections.credit_by_hand(
                invoice.public_id, amount=Decimal(100), reason="Too much", key="a", by=STAFF, now=shop.now
            )
            with pytest.raises(AboveOriginal):
                corrections.credit_by_hand(
                    invoice.public_id, amount=Decimal(100), reason="More", key="b", by=STAFF, now=shop.now
                )
            assert credit.balance() == Decimal(100)
        assert NumberSeries.objects.get(code="CN").last == 1
        check_books()

    def test_a_refund_that_no_invoice_has_left_waits_for_staff(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("starter"))
        follow(shop)
        with tenant(shop.organisation_id):
            corrections.credit_by_hand(
                documents(shop)[0].public_id, amount=Decimal(150), reason="x", key="a", by=STAFF, now=shop.now
            )
        give_back(shop, payment, "100.00")
        with tenant(shop.organisation_id):
            waiting = WaitingDocument.objects.get()
        assert waiting.is_for_staff
        assert "more than is left" in waiting.problems[0].replace("\N{NO-BREAK SPACE}", " ")
        assert balance("refunds") == Decimal("100.00")

    def test_only_staff_write_notes(self, shop: Shop) -> None:
        shop.subscribe("starter")
        follow(shop)
        with tenant(shop.organisation_id), pytest.raises(NotAllowed):
            corrections.credit_by_hand(
                documents(shop)[0].public_id, amount=Decimal(1), reason="x", key="a", by=shop.by, now=shop.now
            )

    def test_a_debit_note_is_owed(self, shop: Shop) -> None:
        shop.subscribe("starter")
        follow(shop)
        with tenant(shop.organisation_id):
            note = corrections.debit_by_hand(
                documents(shop)[0].public_id,
                amount=Decimal(23),
                reason="More",
                key="a",
                by=STAFF,
                now=shop.now,
            )
        assert (note.number, note.vat) == ("SY-DN-000001", Decimal("3.00"))
        assert balance("receivables") == Decimal("23.00")
        check_books()

    def test_an_eft_that_was_taken_back_and_called_off_is_credited_whole(self, shop: Shop) -> None:
        charge = shop.start("starter")
        payment = shop.pay(charge)
        follow(shop)
        with tenant(shop.organisation_id):
            settling.unpay(
                payment.pk,
                state=PaymentState.FAILED,
                why="taken back",
                by=system_actor(shop.organisation_id),
                now=shop.now,
            )
        assert balance("receivables") == Decimal("199.00")
        with tenant(shop.organisation_id):
            subscriptions.cancel(at_once=True, by=shop.by, now=shop.now)
        follow(shop)
        assert [row.kind for row in documents(shop)] == ["tax_invoice", "credit_note"]
        assert [balance(code) for code in ("receivables", "revenue.plan")] == [0, 0]
        check_books()


class TestCorrecting:
    def test_right_particulars_and_the_same_figures(self, shop: Shop) -> None:
        payment = shop.pay(shop.start("starter"))
        follow(shop)
        (first,) = documents(shop)
        with tenant(shop.organisation_id):
            with pytest.raises(corrections.NothingToCorrect):
                corrections.correct(first.public_id, reason="New name", by=shop.by, now=shop.now)
            customers.change(Details(legal_name="Umoja Foods (Pty) Ltd"), by=shop.by)
            again = corrections.correct(first.public_id, reason="New name", by=shop.by, now=shop.now)
        found = Document.from_json(again.data)
        assert (again.number, again.corrects_id) == ("SY-INV-000002", first.pk)
        assert (found.buyer.name, again.supplied_on) == ("Umoja Foods (Pty) Ltd", first.supplied_on)
        assert (again.incl, again.vat) == (first.incl, first.vat)
        assert VatRow.objects.count() == 1
        assert balance("revenue.plan") == Decimal("-173.04")
        give_back(shop, payment, "199.00")
        note = documents(shop)[-1]
        assert note.original_id == first.pk
        assert Document.from_json(note.data).original.number == again.number  # type: ignore[union-attr]
        check_books()
