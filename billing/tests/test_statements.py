"""Statements of account: what they tell, that they are the ledger's to the cent, and who is mailed one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.tests.mails import mails_to
from billing import documents
from billing.models import Customer, Payment, PaymentState, TaxDocument
from billing.selectors import receivables
from billing.services import corrections, customers, entities, refunds, settling, statements
from billing.tests.documented import SELLER, balance, follow
from billing.tests.factories import Shop
from billing.tests.pages import SLUG, LiveShop, at
from billing.tests.test_ledger import STAFF, Life, judge
from synthai.core.tenancy import tenant
from synthai.core.testing.pdf import squeezed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def account(shop: Shop, start: date | None = None, end: date | None = None) -> statements.Account:
    today = shop.now.date()
    with tenant(shop.organisation_id):
        entity = statements.entity_for(shop.organisation_id)
        return statements.of_period(
            shop.organisation_id, entity=entity, start=start or date(2026, 1, 1), end=end or today
        )


def told(found: statements.Account) -> list[tuple[str, str, Decimal]]:
    body = found.document.statement
    assert body is not None
    return [(entry.label, entry.number, entry.amount) for entry in body.entries]


def ages(found: statements.Account) -> dict[int, Decimal]:
    body = found.document.statement
    assert body is not None
    return {bucket.days: bucket.amount for bucket in body.ageing if bucket.amount}


def take_back(shop: Shop) -> Payment:
    with tenant(shop.organisation_id), transaction.atomic():
        payment = Payment.objects.filter(state=PaymentState.CONFIRMED).latest("pk")
        settling.unpay(payment.pk, state=PaymentState.FAILED, why="taken back", by=STAFF, now=shop.now)
    return payment


class TestTold:
    def test_nothing_yet(self, shop: Shop) -> None:
        found = account(shop)
        assert (told(found), found.closing, ages(found)) == ([], Decimal(0), {})

    def test_an_invoice_and_its_payment(self, shop: Shop) -> None:
        payment = shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            invoice = TaxDocument.objects.get()
        found = account(shop)
        assert told(found) == [
            ("Tax invoice", invoice.number, Decimal("199.00")),
            ("Payment, thank you", payment.reference, Decimal("-199.00")),
        ]
        assert (found.closing, ages(found)) == (Decimal(0), {})
        later = account(shop, start=date(2026, 2, 1), end=date(2026, 2, 28))
        assert told(later) == []

    def test_what_is_asked_for_stands_beside_it(self, shop: Shop) -> None:
        charge = shop.start()
        found = account(shop)
        assert [row.pk for row in found.asked] == [charge.pk]
        assert found.closing == 0
        assert charge.reference in found.document.notes[0]

    def test_a_payment_that_was_taken_back_is_owed_since_the_charge_was_due(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        shop.now += timedelta(days=40)
        payment = take_back(shop)
        found = account(shop)
        assert told(found)[-1] == ("Payment that did not come", payment.reference, Decimal("199.00"))
        assert (found.closing, ages(found)) == (Decimal("199.00"), {0: Decimal("199.00")})
        due = found.owed_again[0].due_at.date()
        for days, bucket in ((29, 0), (30, 30), (89, 60), (119, 90), (120, 120)):
            aged = account(shop, end=due + timedelta(days=days))
            assert ages(aged) == {bucket: Decimal("199.00")}
        shop.pay(found.owed_again[0])
        assert ages(account(shop)) == {}

    def test_money_that_went_back_is_told_with_its_note(self, shop: Shop) -> None:
        payment = shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            refunds.request(
                payment.pk, amount=Decimal("100.00"), reason="Sorry", key="1", by=STAFF, now=shop.now
            )
        follow(shop)
        with tenant(shop.organisation_id):
            note = TaxDocument.objects.get(kind="credit_note")
        found = account(shop)
        assert ("Credit note", note.number, Decimal("-100.00")) in told(found)
        assert ("Paid back to you", note.number, Decimal("100.00")) in told(found)
        assert (found.closing, ages(found)) == (Decimal(0), {})

    def test_what_did_not_come_or_went_back_was_not_charged(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        take_back(shop)
        follow(shop)
        again = shop.pay(next(charge for charge in shop.charges() if charge.is_open))
        more: dict[str, Any] = {"reason": "Sorry", "key": "1", "by": STAFF, "now": shop.now}
        with tenant(shop.organisation_id):
            refunds.request(again.pk, amount=Decimal("100.00"), **more)
        follow(shop)
        totals = {total.label: total.value for total in documents.sheet_of(account(shop).document).totals}
        assert totals == {
            "Balance brought forward": "R\u00a00.00",
            "Charged": "R\u00a0199.00",
            "Paid and credited": "-R\u00a0498.00",
            "Taken back or given back": "R\u00a0299.00",
            "You owe": "R\u00a00.00",
        }

    def test_a_debit_note_is_owed_and_a_note_by_hand_becomes_credit(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            invoice = TaxDocument.objects.get()
            more: dict[str, Any] = {"by": STAFF, "now": shop.now}
            corrections.debit_by_hand(
                invoice.public_id, amount=Decimal("50.00"), reason="A seat", key="1", **more
            )
            corrections.credit_by_hand(
                invoice.public_id, amount=Decimal("20.00"), reason="Late", key="2", **more
            )
        found = account(shop)
        assert [label for label, *_rest in told(found)][-3:] == [
            "Debit note",
            "Credit note",
            "Kept as your credit",
        ]
        assert (found.closing, found.credit) == (Decimal("50.00"), Decimal("20.00"))
        assert ages(found) == {0: Decimal("50.00")}
        assert any("R\u00a020.00" in note for note in found.document.notes)

    def test_days_the_wrong_way_round_are_refused(self, shop: Shop) -> None:
        with pytest.raises(statements.PeriodWrong):
            account(shop, start=date(2026, 2, 1), end=date(2026, 1, 1))

    @pytest.mark.parametrize("seed", range(3))
    def test_whatever_people_do_it_is_the_ledger_to_the_cent(self, shop: Shop, seed: int) -> None:
        life = Life(shop, seed)
        for _ in range(40):
            life.step()
            follow(shop)
        judge()
        found = account(shop)
        assert found.closing == balance("receivables")
        assert sum(ages(found).values(), Decimal(0)) == balance("receivables")
        middle = account(shop, start=shop.now.date() - timedelta(days=30))
        assert middle.closing == found.closing
        owed = receivables.owing(entities.selling().pk, on=shop.now.date())
        assert sum(owed.values(), Decimal(0)) == balance("receivables")

    def test_queries_do_not_grow(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with CaptureQueriesContext(connection) as few:
            account(shop)
        for _ in range(4):
            take_back(shop)
            follow(shop)
            shop.pay(next(charge for charge in shop.charges() if charge.is_open))
            follow(shop)
        with CaptureQueriesContext(connection) as many:
            account(shop)
        assert len(many) <= len(few)


class TestPages:
    def test_the_month_on_paper_and_as_a_file(self, live: LiveShop) -> None:
        live.subscribe("growth")
        follow(live)
        page = live.client.get(at("statement")).content.decode()
        for words in ("Statement of account", "Payment, thank you", "Tax invoice", SELLER["name"]):
            assert words in page
        reply = live.client.get(at("statement-pdf", month=f"{live.now:%Y-%m}"))
        assert reply["Content-Type"] == "application/pdf"
        assert squeezed("Payment, thank you") in squeezed(text_of(reply.content))

    def test_nothing_in_a_month_and_a_month_that_is_none(self, live: LiveShop) -> None:
        assert live.client.get(at("statement", month="2001-01")).status_code == 422
        reply = live.client.get(at("statement", month="nonsense"))
        assert reply.status_code == 422
        assert "Choose one of the last 24 months." in reply.content.decode()

    def test_over_the_api(self, live: LiveShop) -> None:
        live.subscribe("growth")
        follow(live)
        take_back(live)
        reply = live.client.get(f"/api/v1/o/{SLUG}/billing/statement/")
        held = reply.json()
        assert Decimal(held["closing"]) == balance("receivables")
        assert sum(Decimal(bucket["amount"]) for bucket in held["ageing"]) == Decimal(held["closing"])
        assert held["asked"] == [], "what is in the balance is not asked for beside it"
        wrong = live.client.get(f"/api/v1/o/{SLUG}/billing/statement/?start=2026-13-01")
        assert wrong.status_code == 400
        turned = live.client.get(f"/api/v1/o/{SLUG}/billing/statement/?start=2026-02-01&end=2026-01-01")
        assert turned.json()["code"] == "billing.statement.period_wrong"
        assert live.client.get(f"/api/v1/o/{SLUG}/billing/statement/pdf/").content[:5] == b"%PDF-"

    def test_a_pro_forma_says_that_it_is_none(self, live: LiveShop) -> None:
        charge = live.start("growth")
        page = live.client.get(at("pro-forma", charge.public_id)).content.decode()
        assert "Pro forma invoice" in page
        assert "not a tax invoice" in page.lower()
        paper = text_of(live.client.get(at("pro-forma-pdf", charge.public_id)).content)
        assert squeezed("Pro forma invoice") in squeezed(paper)
        assert squeezed("is not a tax invoice") in squeezed(paper)
        assert (
            at("pro-forma", charge.public_id)
            in live.client.get(at("charge", charge.public_id)).content.decode()
        )
        live.pay(charge)
        assert live.client.get(at("pro-forma", charge.public_id)).status_code == 409


class TestMails:
    def test_staff_mail_one_at_any_time(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            customers.change(customers.Details(email="bills@umoja.example"), by=shop.by)
            to = statements.mail(
                shop.organisation_id,
                entity=entities.selling(),
                start=date(2026, 1, 1),
                end=date(2026, 1, 31),
                by=STAFF,
                now=shop.now,
            )
        (queued,) = [each for each in mails_to(to) if each.kind == "billing/statement"]
        assert (to, len(queued.attachments)) == ("bills@umoja.example", 1)
        assert "no invoice is open" in queued.text

    def test_each_month_to_who_owes_and_once(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        shop.now = datetime(2026, 2, 20, 8, tzinfo=shop.now.tzinfo)
        take_back(shop)
        assert self.due(shop) == []
        shop.now = datetime(2026, 3, 2, 8, tzinfo=shop.now.tzinfo)
        assert self.due(shop) == [shop.organisation_id]
        with tenant(shop.organisation_id):
            assert statements.mail_monthly(shop.organisation_id, now=shop.now) == 1
            assert statements.mail_monthly(shop.organisation_id, now=shop.now) == 0
        (queued,) = [each for each in mails_to("owner@umoja.example") if each.kind == "billing/statement"]
        assert "you owe R\u00a0199.00" in queued.text
        assert self.due(shop) == []

    def test_nobody_who_owes_nothing(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        shop.now = datetime(2026, 3, 2, 8, tzinfo=shop.now.tzinfo)
        assert self.due(shop) == []
        with tenant(shop.organisation_id):
            assert statements.mail_monthly(shop.organisation_id, now=shop.now) == 0

    def due(self, shop: Shop) -> list[int]:
        with tenant(shop.organisation_id):
            rows = Customer.objects.statement_due(now=shop.now)
            return list(rows.values_list("organisation_id", flat=True))
