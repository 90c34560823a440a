"""A stranger buys a course: over real HTTP to the played PayFast, with what follows followed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from billing.models import Sale, SaleDocument, SaleRefund, SellerCoupon
from billing.services.selling import coupons, orders
from courses import permissions
from courses.models import Enrolment, Purchase
from courses.services.selling import offers, places, returning
from courses.tests import writing
from notifications.models import Mail
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop
from tests.selling.shop import Follower, Gateway, bought, sale

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-otter-71-lamp"


def coupon(cast: Cast, code: str = "EARLY20", **values: Any) -> SellerCoupon:
    with tenant(cast.umoja):
        given = {"code": code, "percent_off": Decimal(20), "amount_off": None, **values}
        return coupons.make(given, capability=permissions.OFFER_CHANGE, by=cast.thandi.actor)


def taken(payfast: Gateway, follows: Follower, course: Any, **fields: Any) -> Client:
    """The same, with the place taken by the link in the mail."""
    client = bought(payfast, follows, course, **fields)
    reply = client.post(shop.claim_links()[-1], {"name": "Lerato Dube", "password": PASSWORD})
    assert reply.status_code == 302, reply.content.decode()[:3000]
    return client


def test_a_stranger_buys_with_a_coupon_and_learns(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    coupon(cast)
    client = taken(payfast, follows, course, coupon="early20")
    found = sale(cast)
    assert (found.price, found.discount, found.total, found.vat) == (
        Decimal("575.00"),
        Decimal("115.00"),
        Decimal("460.00"),
        Decimal("60.00"),
    )
    with tenant(cast.umoja):
        document = SaleDocument.objects.get()
        enrolment = Enrolment.objects.get(course=course)
    assert (document.kind, document.number, document.incl, document.vat) == (
        "tax_invoice",
        "UF-INV-000001",
        Decimal("460.00"),
        Decimal("60.00"),
    )
    assert document.data["seller"]["name"] == "Umoja Foods (Pty) Ltd"
    assert Mail.objects.get(kind="billing/sale").recipient == "lerato@example.com"
    assert enrolment.source == "bought"
    page = client.get(f"/o/umoja-foods/courses/{course.public_id}/")
    assert page.status_code == 200
    assert "Lesson 1.1" in page.content.decode()
    assert client.get("/", follow=True).status_code == 200
    order = client.get("/o/umoja-foods/courses/purchases/").content.decode()
    assert found.reference in order


def test_a_guest_sees_nothing_else_of_the_organisation_and_takes_no_seat(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    inside = writing.published_course(cast.thandi, title="For staff only")
    client = taken(payfast, follows, shop.on_sale(cast))
    mine = client.get("/o/umoja-foods/courses/").content.decode()
    assert "Food safety" in mine
    assert "For staff only" not in mine
    for path in (
        "/o/umoja-foods/",
        "/o/umoja-foods/team/",
        "/o/umoja-foods/pricing/products/",
        f"/o/umoja-foods/courses/{inside.public_id}/",
        f"/o/umoja-foods/courses/{inside.public_id}/edit/",
        "/o/umoja-foods/courses/people/",
        "/o/umoja-foods/courses/sales/",
        "/o/umoja-foods/courses/quizzes/",
        "/o/umoja-foods/billing/",
        "/o/karoo-cycles/courses/",
        "/api/v1/o/umoja-foods/members/",
        "/api/v1/o/umoja-foods/courses/",
    ):
        assert client.get(path).status_code == 404, path
    start = client.post(f"/o/umoja-foods/courses/{inside.public_id}/start/")
    assert start.status_code == 404
    user = get_user_model().objects.get(email="lerato@example.com")
    assert not user.memberships.exists()
    assert "Lerato" not in cast.thandi.client().get("/o/umoja-foods/team/").content.decode()


def test_a_seller_without_registration_issues_no_tax_invoice(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast, is_vendor=False)
    bought(payfast, follows, shop.on_sale(cast))
    with tenant(cast.umoja):
        document = SaleDocument.objects.get()
    assert (document.kind, document.vat, document.incl) == ("invoice", Decimal(0), Decimal("575.00"))
    assert sale(cast).vat == 0


def test_a_replayed_message_enrols_and_invoices_once(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    client, course = Client(), shop.on_sale(cast)
    pay = shop.buys(client, course)["Location"]
    message = payfast.pays(client, pay)
    for _ in range(3):
        assert payfast.hands_on(message) == 200
        follows.run()
    with tenant(cast.umoja):
        assert SaleDocument.objects.count() == 1
        assert Purchase.objects.get().state == "paid"
    assert len(shop.claim_links()) == 1


def test_a_forged_message_opens_nothing(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    client, course = Client(), shop.on_sale(cast)
    message = payfast.pays(client, shop.buys(client, course)["Location"])
    forged = message.body.replace(b"575.00", b"1.00")
    address = f"/hooks/sales/{cast.umoja.public_id}/payfast/"
    assert Client().post(address, forged, content_type="application/x-www-form-urlencoded").status_code == 400
    assert Client().post(f"/hooks/sales/{cast.karoo.public_id}/payfast/", message.body,
                         content_type="application/x-www-form-urlencoded").status_code == 404  # fmt: skip
    shop.tasks_of_messages(cast)
    assert sale(cast).state == "open"


def test_the_last_place_is_held_while_somebody_pays_and_never_sold_twice(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, seats=1)
    first, second = Client(), Client()
    pay = shop.buys(first, course)["Location"]
    refused = shop.buys(second, course, email="sipho@example.com")
    assert refused.status_code == 200
    assert "1 places and 0 are left" in refused.content.decode()
    started = cast.bongani.client().post(f"/o/umoja-foods/courses/{course.public_id}/start/")
    with tenant(cast.umoja):
        assert not Enrolment.objects.filter(user=cast.bongani.user).exists(), started
        Purchase.objects.update(held_until=timezone.now() - timedelta(minutes=1))
        Sale.objects.update(held_until=timezone.now() + timedelta(minutes=1))
    late = payfast.pays(first, pay)  # paid after the hold was over
    taker = shop.buys(second, course, email="sipho@example.com")
    message = payfast.pays(second, taker["Location"])
    payfast.hands_on(message)
    follows.run()
    payfast.hands_on(late)
    follows.run()
    with tenant(cast.umoja):
        states = dict(Purchase.objects.values_list("sale", "state"))
        assert sorted(states.values()) == ["paid", "returned"]
        assert SaleRefund.objects.get().amount == Decimal("575.00")
        assert SaleRefund.objects.get().state in ("accepted", "done")
        assert places.left(course, now=timezone.now()) == 0
    assert len(shop.claim_links()) == 1


def test_who_pays_late_gets_a_place_that_is_still_free(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    client, course = Client(), shop.on_sale(cast, seats=1)
    message = payfast.pays(client, shop.buys(client, course)["Location"])
    with tenant(cast.umoja):
        Sale.objects.update(held_until=timezone.now() - timedelta(minutes=1))
        (late,) = orders.outdated(now=timezone.now())
        assert orders.drop(late, now=timezone.now())
    follows.run()
    assert shop.only_purchase(cast).state == "dropped"
    payfast.hands_on(message)
    follows.run()
    assert shop.only_purchase(cast).state == "paid"


def test_within_seven_days_and_not_begun_the_money_goes_back(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    coupon(cast, most=1)
    client = taken(payfast, follows, shop.on_sale(cast), coupon="EARLY20")
    path = sale(cast).continue_path
    assert "You may cancel until" in client.get(path).content.decode()
    client.post(f"{path}let-be/")
    follows.run()
    found = shop.only_purchase(cast)
    with tenant(cast.umoja):
        kinds = list(SaleDocument.objects.order_by("pk").values_list("kind", "incl"))
        assert Enrolment.objects.get().state == "ended"
    assert kinds == [("tax_invoice", Decimal("460.00")), ("credit_note", Decimal("460.00"))]
    assert (found.state, sale(cast).state) == ("returned", "returned")
    assert client.get(f"/o/umoja-foods/courses/{found.course.public_id}/").status_code == 404
    assert "Paid back" in client.get(path).content.decode()


def test_after_the_first_lesson_only_the_promise_counts(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, promise_days=0)
    client = taken(payfast, follows, course)
    key = writing.keys_of(course)[0]
    page = client.get(f"/o/umoja-foods/courses/{course.public_id}/lessons/{key}/")
    assert page.status_code == 200
    shown = client.get(sale(cast).continue_path).content.decode()
    assert "The course has begun" in shown
    client.post(f"{sale(cast).continue_path}let-be/")
    assert sale(cast).state == "paid"


def test_the_trainer_pays_back_after_the_end_and_the_certificate_goes(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    from courses.models import Certificate  # noqa: PLC0415 - this test alone
    from courses.services.certificates import issuing  # noqa: PLC0415

    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    with tenant(cast.umoja):
        terms = {"is_on": True, "months": 12, "text": "", "signed_by": "Thandi"}
        issuing.set_terms(course, terms, by=cast.thandi.actor)
    client = taken(payfast, follows, course)
    with tenant(cast.umoja):
        Enrolment.objects.update(state="done", completed_at=timezone.now())
        issuing.issue_for(Enrolment.objects.get().pk, now=timezone.now())
        right = returning.right(shop.only_purchase(cast), now=timezone.now() + timedelta(days=9))
    assert right.why_not == "done"
    assert "You have finished the course" in str(returning.WHY_NOT[right.why_not])
    trainer, path = cast.thandi.client(), f"/o/umoja-foods/courses/sales/{sale(cast).public_id}/return/"
    assert "has finished the course" in trainer.get(path).content.decode()
    assert trainer.post(path, {"reason": "Goodwill"}).status_code == 302
    follows.run()
    with tenant(cast.umoja):
        certificate = Certificate.objects.get()
        assert Enrolment.objects.get().state == "ended"
    assert certificate.revoked_reason == "The course was paid back."
    assert client.get(f"/o/umoja-foods/courses/{course.public_id}/").status_code == 404
    listed = trainer.get("/o/umoja-foods/courses/sales/").content.decode()
    assert "Paid back" in listed


def test_what_is_unpublished_or_put_away_stays_with_its_buyers(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    client = taken(payfast, follows, course)
    trainer = cast.thandi.client()
    trainer.post(f"/o/umoja-foods/courses/{course.public_id}/unpublish/")
    trainer.post(f"/o/umoja-foods/courses/{course.public_id}/put-away/")
    assert client.get(f"/o/umoja-foods/courses/{course.public_id}/").status_code == 200
    assert "it stays yours" in client.get("/o/umoja-foods/courses/purchases/").content.decode()
    assert Client().get(f"/c/umoja-foods/courses/{course.public_id}/").status_code == 404


def test_unpublished_between_paying_and_coming_in(cast: Cast, payfast: Gateway, follows: Follower) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    client = bought(payfast, follows, course)
    cast.thandi.client().post(f"/o/umoja-foods/courses/{course.public_id}/unpublish/")
    reply = client.post(shop.claim_links()[-1], {"name": "Lerato Dube", "password": PASSWORD})
    assert reply.status_code == 302
    assert client.get(f"/o/umoja-foods/courses/{course.public_id}/").status_code == 200


def test_a_free_course_needs_no_seller_and_no_payment(cast: Cast, follows: Follower) -> None:
    course = shop.on_sale(cast, price=Decimal(0))
    client = Client()
    reply = shop.buys(client, course)
    assert reply["Location"].startswith("/c/orders/")
    follows.run()
    assert client.post(shop.claim_links()[0], {"name": "L", "password": PASSWORD}).status_code == 302
    with tenant(cast.umoja):
        assert SaleDocument.objects.count() == 0


def test_nothing_is_sold_before_the_law_s_particulars_are_there(cast: Cast) -> None:
    course = writing.published_course(cast.thandi)
    form = {
        "visibility": "public",
        "is_on_sale": "on",
        "price": "100",
        "promise_days": "0",
        "promise_share": "30",
    }
    reply = cast.thandi.client().post(f"/o/umoja-foods/courses/{course.public_id}/offer/", form)
    assert "This is missing before anything can be sold: who sells" in reply.content.decode()


def test_the_form_says_what_is_missing(cast: Cast, payfast: Gateway) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, price=Decimal("6000.00"))
    coupon(cast, item="someothercourse1")
    coupon(cast, code="GONE", valid_until=timezone.localdate() - timedelta(days=1))
    said = {
        "Say that you agree": {"agrees": ""},
        "must show your address": {},
        "is for something else": {"coupon": "early20", "address": "1 Main Road"},
        "is no longer valid": {"coupon": "gone", "address": "1 Main Road"},
        "There is no coupon": {"coupon": "nonsense", "address": "1 Main Road"},
        "Enter a valid email address": {"email": "lerato"},
        "A VAT number has 10 digits": {"vat_number": "474010150", "address": "1 Main Road"},
    }
    for words, fields in said.items():
        reply = shop.buys(Client(), course, **fields)
        assert words in reply.content.decode(), words
    looked = shop.buys(Client(), course, coupon="nonsense", look="1", agrees="")
    assert "There is no coupon" in looked.content.decode()
    assert "Say that you agree" not in looked.content.decode()
    with tenant(cast.umoja):
        assert not Sale.objects.exists()


def test_the_same_form_sent_twice_buys_once(cast: Cast, payfast: Gateway) -> None:
    shop.opens_shop(cast)
    course, key = shop.on_sale(cast), "0b7e2c1a-0000-4000-8000-000000000001"
    for _ in range(2):
        assert shop.buys(Client(), course, key=key).status_code == 302
    assert shop.only_purchase(cast).state == "held"


def test_who_is_signed_in_with_that_address_comes_in_at_once(
    cast: Cast, payfast: Gateway, follows: Follower
) -> None:
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - this test alone

    shop.opens_shop(cast)
    course, client = shop.on_sale(cast), cast.charlize.client()
    EmailAddress.objects.get_or_create(
        user=cast.charlize.user, email="charlize@karoo.example", defaults={"verified": True, "primary": True}
    )
    pay = shop.buys(client, course, email="charlize@karoo.example")["Location"]
    payfast.hands_on(payfast.pays(client, pay))
    follows.run()
    assert shop.only_purchase(cast).state == "enrolled"
    assert client.get(f"/o/umoja-foods/courses/{course.public_id}/").status_code == 200
    assert client.get("/o/umoja-foods/team/").status_code == 404
    again = shop.buys(client, course, email="charlize@karoo.example")
    assert "You are in this course already" in again.content.decode()


def test_an_early_price_ends_on_its_day(cast: Cast) -> None:
    shop.opens_shop(cast)
    today = timezone.localdate()
    course = shop.on_sale(cast, early_price=Decimal("400.00"), early_until=today)
    with tenant(cast.umoja):
        offer = offers.present(course)
        assert offer.price_on(today) == Decimal("400.00")
        assert offer.price_on(today + timedelta(days=1)) == Decimal("575.00")
    assert "early price until" in Client().get(f"/c/umoja-foods/courses/{course.public_id}/").content.decode()
