"""What people are told of a payment."""

from accounts.tests.mails import mails_to
from billing.models import Charge, Customer
from billing.services import telling
from billing.tests.factories import Shop
from notifications.models import Mail, Notification
from synthai.core.models import OutboxEvent
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

    def test_nothing_paid_is_not_told(self, shop: Shop) -> None:
        shop.start("growth")
        with tenant(shop.organisation_id):
            Customer.objects.update(email="bills@umoja.example")
            charge = Charge.objects.get()
            payload = {"charge": charge.public_id, "total": "0.00", "currency": "ZAR", "reason": "renewal"}
            telling.of_fact("e-1", "billing.ChargePaid", payload, organisation_id=shop.organisation_id)
        assert not mails_to("bills@umoja.example")
        assert not Notification.objects.filter(key__contains="e-1").exists()
