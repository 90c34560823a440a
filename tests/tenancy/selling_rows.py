"""One of everything that an organisation sells to the public, and somebody who bought it."""

from typing import Any

from django.utils import timezone

from accounts.services import guests
from accounts.tests.factories import UserFactory
from billing.models import (
    Sale,
    SaleDocument,
    SaleMessage,
    SalePayment,
    SaleRefund,
    Seller,
    SellerAccount,
    SellerCoupon,
    SellerSeries,
)
from courses.models import Course, Offer, Purchase
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person
from tests.tenancy.billing_rows import ONE


def store(organisation: Any, owner: Person, course_id: str) -> dict[str, str]:
    """Ids by noun. The owner bought a place in the course of `courses_rows`."""
    now, mark = timezone.now(), organisation.slug
    with tenant(organisation):
        course = Course.objects.get(public_id=course_id)
        Seller.objects.create(
            legal_name=f"Seller {mark}",
            legal_form="sole",
            address="x",
            phone="x",
            email="x@x.example",
            number_prefix="X",
        )
        SellerAccount.objects.create(gateway="payfast", secret="sealed", created_at=now)
        SellerSeries.objects.create(code="INV", last=1)
        coupon = SellerCoupon.objects.create(code=f"CODE-{mark}", percent_off=ONE)
        sale = Sale.objects.create(
            reference=f"SA-{mark}"[:16], key=mark, kind="course", item=course.public_id, title=course.title, price=ONE,
            total=ONE, coupon=coupon, continue_path="/", state="paid", paid_at=now, created_at=now, held_until=now,
        )  # fmt: skip
        payment = SalePayment.objects.create(
            reference=sale.reference,
            sale=sale,
            gateway="payfast",
            state="confirmed",
            amount=ONE,
            created_at=now,
        )
        SaleRefund.objects.create(
            payment=payment, state="failed", amount=ONE, reason="x", by_label="x", created_at=now
        )
        SaleDocument.objects.create(
            sale=sale, key=mark, kind="invoice", series="X-INV", sequence=1, number="X-INV-000001", issued_at=now,
            excl=ONE, vat=0, incl=ONE, data={}, sha256="0" * 64, path=f"tests/{mark}.pdf",
        )  # fmt: skip
        SaleMessage.objects.create(gateway="payfast", dedupe_key=mark, body=b"x", received_at=now)
        Offer.objects.create(course=course, visibility="public", price=ONE)
        purchase = Purchase.objects.create(
            course=course, sale=sale.public_id, user=owner.user, state="paid", paid_at=now, agreed_at=now,
            created_at=now, held_until=now,
        )  # fmt: skip
        guests.welcome(UserFactory.create().pk, organisation.pk, now=now)
    return {
        "sale": sale.public_id,
        "order": sale.reference,
        "coupon": coupon.public_id,
        "purchase": purchase.public_id,
    }
