"""What people are told of a payment."""

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from accounts.tests.mails import mails_to
from billing.models import Charge, CreditEntry, Customer
from billing.services import credit, delivering, entities, invoices, receipts, telling
from billing.tests.documented import SELLER, check_books
from billing.tests.factories import Shop
from notifications.models import Mail, Notification
from synthai.core.access import system_actor
from synthai.core.models import OutboxEvent
from synthai.core.money import Money
from synthai.core.tenancy import tenant


class TestReceipt:
    def told(self, shop: Shop) -> list[Mail]:
        """What people are told of the newest charge that was paid."""
        with tenant(shop.organisation_id):
            fact = OutboxEvent.objects.filter(name="billing.ChargePaid").order_by("-pk")[0]
            for _twice in range(2):
                telling.of_fact(str(fact.pk), fact.name, fact.payload, organisation_id=shop.organisation_id)
        return [mail for mail in mails_to("bills@umoja.example") if mail.subject.startswith("Paid")]

    def test_goes_to_the_address_of_bills_once(self, shop: Shop) -> None:
        charge = shop.start("growth")
        with tenant(shop.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
        shop.pay(charge)
        (mail,) = self.told(shop)
        assert mail.subject.replace("\xa0", " ") == "Paid: R 599.00 · Umoja Foods"
        assert "This is about Umoja Foods." in mail.text
        assert "This is about Umoja Foods." in mail.html
        assert charge.reference in mail.text
        assert "This is a receipt, not a tax invoice." in mail.text
        assert f"/o/umoja-foods/billing/charges/{charge.public_id}/" in mail.text
        plain = mail.text.replace("\xa0", " ")
        for said in (
            "For: Growth",
            "Period: 31 January 2026 to 27 February 2026",
            "Paid: R 599.00",
            "Paid on: 31 January 2026",
            "From: ",
            "Invoice: comes in a mail of its own",
        ):
            assert said in plain
            assert said.partition(": ")[0] in mail.html

    def test_agrees_with_the_tax_invoice(self, shop: Shop, settings: Any) -> None:
        settings.BILLING_ENTITY = SELLER
        entities.forget()
        charge = shop.start("growth")
        shop.pay(charge)
        with tenant(shop.organisation_id):
            charge.refresh_from_db()
            said = dict(receipts.rows(charge))
            invoice = invoices.issue(charge.public_id, now=shop.now)
            assert invoice is not None
            document = delivering.shape_of(invoice)
        (line,) = document.lines
        assert said["For"] == line.description
        assert said["From"] == document.seller.name
        assert line.period_start
        assert line.period_end
        days = [date_format(day, "j F Y") for day in (line.period_start, line.period_end)]
        assert said["Period"] == " to ".join(days)
        assert said["Paid"] == str(Money(document.totals.incl, "ZAR"))
        assert "Tax invoice" in said
        assert "VAT" not in said

    def test_money_given_back_names_its_payment_and_charge(self, shop: Shop) -> None:
        charge = shop.start("growth")
        payment = shop.pay(charge)
        with tenant(shop.organisation_id):
            payload = {"refund": "r", "payment": payment.public_id, "amount": "100.00"}
            telling.of_fact("r-1", "billing.RefundMade", payload, organisation_id=shop.organisation_id)
            (line,) = Notification.objects.filter(title__contains="was given back").values_list(
                "body", "url"
            )[:1]
        assert f"from your payment {payment.reference} for {charge.reference}" in line[0]
        assert charge.public_id in line[1]

    def test_credit_is_told_with_its_reason_and_listed(self, shop: Shop) -> None:
        charge = shop.start("starter")
        with tenant(shop.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            for _once in range(2):
                credit.owe(
                    charge,
                    Decimal("317.00"),
                    account="receivables",
                    by=system_actor(shop.organisation_id),
                    now=shop.now,
                    reason="Not used, from SY1 (bank line 9)",
                )
            check_books()
            facts = OutboxEvent.objects.filter(name="billing.CreditAdded")
            (fact,) = facts
            telling.of_fact(str(fact.pk), fact.name, fact.payload, organisation_id=shop.organisation_id)
        (mail,) = mails_to("bills@umoja.example")
        assert "R 317.00 is your credit with us" in mail.subject.replace("\xa0", " ")
        assert "The reason: Not used, from SY1. It pays" in mail.text
        page = shop.cast.thandi.client().get("/o/umoja-foods/billing/credit/").content.decode()
        assert "Not used, from SY1<" in page
        listed = shop.cast.thandi.client().get("/api/v1/o/umoja-foods/billing/credit/").json()
        assert [(row["amount"], row["reason"]) for row in listed["results"]] == [
            ("-199.00", f"Used for {charge.reference}"),
            ("317.00", "Not used, from SY1"),
        ]

    def test_nothing_paid_is_not_told(self, shop: Shop) -> None:
        shop.start("growth")
        with tenant(shop.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            charge = Charge.objects.get()
            payload = {"charge": charge.public_id, "total": "0.00", "currency": "ZAR", "reason": "renewal"}
            telling.of_fact("e-1", "billing.ChargePaid", payload, organisation_id=shop.organisation_id)
        assert not mails_to("bills@umoja.example")
        assert not Notification.objects.filter(key__contains="e-1").exists()


def test_credit_is_said_without_numbers_of_banks() -> None:
    for kept, said in (
        ("Paid twice: paystack 4099260516", "Paid twice"),
        ("Undone: 5b1c9e77", "Credit from before, taken back"),
        ("EFT for SY2 of another amount (bank line 5b1c9e77)", "EFT for SY2 of another amount"),
        ("With thanks", "With thanks"),
    ):
        assert CreditEntry(reason=kept).said == said
