"""A trainer with a shop: who sells, an account at the played PayFast, a course on sale; and a stranger who buys."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from billing import tasks as money
from billing.gateways import FormPost, RawMessage
from billing.models import Sale, SalePayment
from billing.services.selling import accounts, sellers
from courses import tasks
from courses.models import Course, Purchase
from courses.services.selling import offers
from courses.tests import writing
from notifications.models import Mail
from synthai.core import vat_numbers
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.gateways.payfast.browser import Page, submit
from tests.gateways.payfast.scene import PASSPHRASE, Listener

ACCOUNT = {"merchant_id": "10000100", "merchant_key": "46f0cd694581a", "passphrase": PASSPHRASE}
SELLER: dict[str, Any] = {
    "legal_name": "Umoja Foods (Pty) Ltd",
    "trading_name": "Umoja Foods",
    "legal_form": "company",
    "registration_number": "2019/123456/07",
    "office_bearers": "Thandi Mokoena",
    "address": "12 Long Street\nCape Town 8001",
    "service_address": "",
    "phone": "+27 21 555 0100",
    "email": "sales@umoja.example",
    "website": "",
    "memberships": "",
    "disputes": "",
    "terms": "One place for one person.",
    "privacy": "",
    "vat_number": "4123456785",
    "vat_since": None,
    "vat_until": None,
    "number_prefix": "UF",
}
OFFER: dict[str, Any] = {
    "visibility": "public",
    "is_on_sale": True,
    "price": Decimal("575.00"),
    "early_price": None,
    "early_until": None,
    "trainer": "Thandi Mokoena",
    "learns": "Wash hands\nKeep it cold",
    "promise_days": 14,
    "promise_share": 30,
}
_FOLLOWS = {
    "billing.SalePaid": (money.sale_document_issue, tasks.purchase_paid),
    "billing.SaleDropped": (tasks.purchase_dropped,),
    "billing.SaleReturned": (money.sale_document_credit, tasks.purchase_returned),
    "billing.SaleRefundFailed": (money.sale_trouble_tell,),
    "billing.SaleMismatched": (money.sale_trouble_tell,),
    "courses.CourseCompleted": (tasks.certificate_issue,),
}


def vat_number() -> str:
    """One whose last digit checks the others."""
    return next(f"412345678{last}" for last in range(10) if vat_numbers.is_plausible(f"412345678{last}"))


def opens_shop(cast: Cast, *, is_vendor: bool = True) -> None:
    """Umoja Foods says who sells, and where the money goes."""
    says_who_sells(cast, is_vendor=is_vendor)
    with tenant(cast.umoja):
        accounts.keep("payfast", ACCOUNT, is_test=True, by=cast.thandi.actor, now=timezone.now())


def says_who_sells(cast: Cast, *, is_vendor: bool = True) -> None:
    """What the law wants shown."""
    with tenant(cast.umoja):
        number = vat_number() if is_vendor else ""
        sellers.change({**SELLER, "vat_number": number}, by=cast.thandi.actor)


def on_sale(cast: Cast, *, title: str = "Food safety", seats: int | None = None, **changes: Any) -> Course:
    """A published course that strangers may buy."""
    course = writing.published_course(cast.thandi, title=title, chapters=1, lessons=3, seats=seats)
    offer(cast, course, **changes)
    return course


def offer(cast: Cast, course: Course, **changes: Any) -> None:
    """Offer it otherwise."""
    with tenant(cast.umoja):
        offers.change(course.pk, {**OFFER, **changes}, by=cast.thandi.actor, now=timezone.now())


@dataclass
class Follower:
    """Does what workers do: hands facts to what follows, each once."""

    cast: Cast
    done: set[int] = field(default_factory=set)

    def run(self) -> None:
        """All that is waiting, and what it leads to."""
        while self._round():
            pass

    def _round(self) -> bool:
        with tenant(self.cast.umoja):
            rows = [row for row in OutboxEvent.objects.order_by("pk") if row.pk not in self.done]
        for row in rows:
            self.done.add(row.pk)
            for task in _FOLLOWS.get(row.name, ()):
                task(organisation_id=self.cast.umoja.pk, payload=row.payload, event_id=str(row.pk))
        return bool(rows)


def buys(client: Client, course: Course, *, email: str = "lerato@example.com", **fields: Any) -> Any:
    """Post the form that buys; the reply."""
    data = {"key": str(uuid4()), "name": "Lerato Dube", "email": email, "agrees": "on", **fields}
    return client.post(f"/c/umoja-foods/courses/{course.public_id}/buy/", data)


@dataclass
class Gateway:
    """The played PayFast, and what it sent us: handed on to our own hook as it came over the wire."""

    cast: Cast
    listener: Listener

    def page(self, client: Client, pay_path: str) -> Page:
        """Choose PayFast on our page; the browser's form is posted there."""
        reply = client.post(pay_path, {"gateway": "payfast"})
        assert reply.status_code == 200, reply.content.decode()[:400]
        step = reply.context["step"]
        return submit(FormPost(url=step.url, fields=step.fields))

    def pays(self, client: Client, pay_path: str, words: str = "Pay by card") -> RawMessage:
        """Pay there; the message that came of it."""
        back = self.page(client, pay_path).press(words)
        assert back.status_code in (302, 303), back.text[:300]
        return self.listener.take()[0]

    def hands_on(self, message: RawMessage) -> int:
        """Deliver a message to our hook; the answer's status."""
        address = f"/hooks/sales/{self.cast.umoja.public_id}/payfast/"
        reply = Client().post(address, message.body, content_type="application/x-www-form-urlencoded")
        tasks_of_messages(self.cast)
        return reply.status_code


def tasks_of_messages(cast: Cast) -> None:
    """What the worker does with what was stored."""
    money.sale_messages_handle(organisation_id=cast.umoja.pk)


def only_purchase(cast: Cast) -> Purchase:
    """The one there is."""
    with tenant(cast.umoja):
        found: Purchase = Purchase.objects.select_related("course", "enrolment").get()
        return found


def payments(cast: Cast) -> list[SalePayment]:
    """Every try to pay, oldest first."""
    with tenant(cast.umoja):
        return list(SalePayment.objects.select_related("sale").order_by("pk"))


def claim_links() -> list[str]:
    """Ways into courses in the mails that were queued, oldest first."""
    texts = Mail.objects.filter(kind="courses/access").order_by("pk").values_list("text", flat=True)
    return [link for text in texts for link in re.findall(r"/c/claim/[\w-]+/", text)]


def bought(payfast: Gateway, follows: Follower, course: Any, **fields: Any) -> Client:
    """A stranger's browser that has paid, and everything that follows has followed."""
    client = Client()
    reply = buys(client, course, **fields)
    assert reply.status_code == 302, reply.content.decode()[:3000]
    message = payfast.pays(client, reply["Location"])
    assert payfast.hands_on(message) == 200
    follows.run()
    return client


def sale(cast: Cast) -> Sale:
    """The order there is."""
    with tenant(cast.umoja):
        found: Sale = Sale.objects.get()
        return found
