"""Strangers at the same instant, on real parallel transactions: the last place, a coupon's last use, a message told twice."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from billing.gateways import PaymentFact
from billing.models import Sale, SaleDocument, SalePayment, SellerCoupon
from billing.services.coupons import CouponRefused
from billing.services.selling import coupons, documents, paying
from courses import permissions
from courses.models import Purchase
from courses.refusals import CourseFull
from courses.services.selling import purchases
from courses.services.selling.purchases import Wish
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.parallel import errors, run_together, values
from tests.selling import shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def buyer(cast: Cast, course: Any, number: int, coupon: str = "") -> Any:
    wish = Wish(key=str(number), name="Buyer", email=f"b{number}@example.com", agrees=True, coupon=coupon)

    def buys() -> Any:
        with tenant(cast.umoja):
            made = purchases.begin(course.pk, wish, owner=cast.umoja.public_id, now=timezone.now())
            return made.sale

    return buys


def test_the_last_place_is_held_for_one() -> None:
    cast = build_cast()
    shop.opens_shop(cast)
    course = shop.on_sale(cast, seats=1)
    outcomes = run_together(*(buyer(cast, course, number) for number in range(4)))
    assert len(values(outcomes)) == 1
    assert [type(error) for error in errors(outcomes)] == [CourseFull] * 3
    with tenant(cast.umoja):
        assert Sale.objects.count() == Purchase.objects.count() == 1


def test_a_coupon_s_last_use_goes_to_one() -> None:
    cast = build_cast()
    shop.opens_shop(cast)
    first, second = shop.on_sale(cast, title="One"), shop.on_sale(cast, title="Two")
    with tenant(cast.umoja):
        terms = {"code": "LAST", "percent_off": Decimal(10), "amount_off": None, "most": 1}
        coupons.make(terms, capability=permissions.OFFER_CHANGE, by=cast.thandi.actor)
    outcomes = run_together(buyer(cast, first, 1, "last"), buyer(cast, second, 2, "last"))
    assert len(values(outcomes)) == 1
    assert [type(error) for error in errors(outcomes)] == [CouponRefused]
    with tenant(cast.umoja):
        assert SellerCoupon.objects.get().used == 1


def paid_at_the_gateway(cast: Cast, sale_id: str, number: int) -> PaymentFact:
    """What the gateway says of a buyer's payment."""
    reference = f"SYAAAAAAAAA{number}"
    with tenant(cast.umoja):
        sale = Sale.objects.get(public_id=sale_id)
        SalePayment.objects.create(
            reference=reference, sale=sale, gateway="payfast", amount=sale.total, created_at=timezone.now()
        )
    return PaymentFact(
        gateway_id=str(number), status="confirmed", amount=sale.total, currency="ZAR", reference=reference
    )


@pytest.fixture
def papers(settings: Any, tmp_path: Path) -> Path:
    """The folder of what is stored."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


def test_a_payment_told_twice_at_once_is_paid_and_invoiced_once(papers: Path) -> None:
    cast = build_cast()
    shop.opens_shop(cast)
    public_id, now = buyer(cast, shop.on_sale(cast), 1)(), timezone.now()
    fact = paid_at_the_gateway(cast, public_id, 1)

    def told() -> Any:
        with tenant(cast.umoja):
            taken = paying.take("payfast", fact, now=now)
            issued = documents.issue(public_id, now=now)
            return taken is not None and issued is not None and issued.number

    assert values(run_together(told, told, told)) == ["UF-INV-000001"] * 3
    with tenant(cast.umoja):
        assert SaleDocument.objects.count() == 1
        assert OutboxEvent.objects.filter(name="billing.SalePaid").count() == 1
    assert len(list(papers.rglob("*.pdf"))) == 1


def test_invoices_issued_together_are_numbered_without_a_gap_and_leave_no_other_file(papers: Path) -> None:
    cast = build_cast()
    shop.opens_shop(cast)
    course, now = shop.on_sale(cast), timezone.now()
    sold = [buyer(cast, course, number)() for number in range(3)]
    for number, public_id in enumerate(sold):
        with tenant(cast.umoja):
            paying.take("payfast", paid_at_the_gateway(cast, public_id, number), now=now)

    def issues(public_id: str) -> Any:
        def issue() -> Any:
            with tenant(cast.umoja):
                return documents.issue(public_id, now=now)

        return issue

    issued = values(run_together(*(issues(public_id) for public_id in sold)))
    assert sorted(row.number for row in issued) == [f"UF-INV-00000{number}" for number in (1, 2, 3)]
    assert {papers / row.path for row in issued} == set(papers.rglob("*.pdf"))
    assert all(row.number == row.data["number"] for row in issued)
