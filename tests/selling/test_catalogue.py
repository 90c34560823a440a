"""What strangers see: the catalogue, a course, a lesson to try; and what they do not."""

import gzip
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.engine.selling.structured import CourseFacts, Rating, course_data
from courses.models import Offer
from courses.selectors import learning
from courses.services import reviews
from courses.services.selling import offers
from courses.tests import writing
from courses.tests.social import view
from synthai.core.structured import in_page
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.selling import shop

pytestmark = pytest.mark.django_db
SHOP = "/c/umoja-foods/courses/"


def page(path: str) -> str:
    reply = Client().get(path)
    assert reply.status_code == 200, path
    return reply.content.decode()


def test_the_catalogue_holds_public_courses_alone(cast: Cast) -> None:
    shop.opens_shop(cast)
    shop.on_sale(cast, title="Food safety")
    shop.on_sale(cast, title="By link", visibility="link")
    shop.on_sale(cast, title="Private", visibility="org", is_on_sale=False)
    writing.published_course(cast.thandi, title="Never offered")
    shown = page(SHOP)
    assert "Food safety" in shown
    assert "R 575.00" in shown.replace("\xa0", " ").replace("\u202f", " ")
    assert "incl. VAT" in shown
    for hidden in ("By link", "Private", "Never offered"):
        assert hidden not in shown


def test_a_catalogue_of_many_costs_as_many_queries_as_one_of_few(cast: Cast) -> None:
    shop.opens_shop(cast)
    shop.on_sale(cast)
    page(SHOP)
    counts = []
    for more in (0, 4):
        for number in range(more):
            shop.on_sale(cast, title=f"Course {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(SHOP)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 4


def test_a_course_s_page_tells_people_and_machines_the_same(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, title="Safe <b>& sound</b>")
    path = f"{SHOP}{course.public_id}/"
    shown = page(path)
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown, re.S)
    data = json.loads(block)
    assert (data["@type"], data["name"]) == ("Course", "Safe <b>& sound</b>")
    assert data["offers"]["price"] == "575.00"
    assert data["offers"]["priceCurrency"] == "ZAR"
    assert data["teaches"] == ["Wash hands", "Keep it cold"]
    assert data["hasCourseInstance"]["instructor"]["name"] == "Thandi Mokoena"
    assert f'<link rel="canonical" href="{data["url"]}">' in shown
    assert 'property="og:title"' in shown
    assert "noindex" not in shown
    for said in (
        "Umoja Foods (Pty) Ltd",
        "2019/123456/07",
        "12 Long Street",
        "seven days",
        "Money back within 14 days",
    ):
        assert said in shown
    assert '<script type="application/ld+json">' in shown
    assert not re.findall(r"<script(?![^>]*(?:src|ld\+json))", shown)
    assert "style=" not in shown


def test_what_learners_think_is_on_the_page_and_in_its_data(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    path = f"{SHOP}{course.public_id}/"
    assert "aggregateRating" not in page(path)
    enrolment = writing.enrol(cast.bongani, course)
    view(cast.bongani, enrolment, *writing.keys_of(course))
    with tenant(cast.umoja):
        study = learning.get_study(course.public_id, cast.bongani.user.pk)
        reviews.write(study, stars=4, text="Clear", by=cast.bongani.actor, now=timezone.now())
    shown = page(path)
    assert '"ratingValue": "4.0"' in shown or '"ratingValue":"4.0"' in shown
    assert "from 1 review" in shown
    assert "Bongani" not in shown


def test_the_page_is_light(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = writing.write_course(cast.thandi, title="Long", chapters=10, lessons=10)
    writing.publish(cast.thandi, course)
    shop.offer(cast, course)
    assert len(gzip.compress(page(f"{SHOP}{course.public_id}/").encode())) < 20_000


def test_a_link_only_course_opens_by_its_link_until_there_is_a_new_one(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast, visibility="link")
    with tenant(cast.umoja):
        key = Offer.objects.get(course=course).link_key
    by_link = f"{SHOP}{course.public_id}/link/{key}/"
    reply = Client().get(by_link)
    assert reply.status_code == 200
    assert (reply["X-Robots-Tag"], reply["Referrer-Policy"]) == ("noindex, nofollow", "same-origin")
    assert "application/ld+json" not in reply.content.decode()
    assert (
        Client().get(f"{by_link}buy/")["Referrer-Policy"] == "same-origin"
    )  # else its form comes from "null"
    assert Client().get(f"{SHOP}{course.public_id}/").status_code == 404
    assert Client().get(f"{SHOP}{course.public_id}/link/guessed/").status_code == 404
    reply = cast.thandi.client().post(f"/o/umoja-foods/courses/{course.public_id}/offer/link/")
    assert reply.status_code == 302
    assert Client().get(by_link).status_code == 404
    with tenant(cast.umoja):
        assert (
            Client().get(f"{SHOP}{course.public_id}/link/{offers.present(course).link_key}/").status_code
            == 200
        )


def test_private_and_unpublished_courses_are_not_there(cast: Cast) -> None:
    course = writing.published_course(cast.thandi)
    assert Client().get(f"{SHOP}{course.public_id}/").status_code == 404
    shop.opens_shop(cast)
    draft = writing.write_course(cast.thandi, title="Draft")
    shop.offer(cast, draft)
    assert Client().get(f"{SHOP}{draft.public_id}/").status_code == 404
    assert Client().get(f"/c/karoo-cycles/courses/{draft.public_id}/").status_code == 404
    assert Client().get("/c/nobody/courses/").status_code == 404


def test_only_lessons_that_the_author_opened_can_be_tried(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = writing.write_course(cast.thandi, title="Trial", chapters=1, lessons=1)
    with tenant(cast.umoja):
        from courses.models import Chapter  # noqa: PLC0415 - here alone

        chapter = Chapter.objects.get(course=course)
    writing.write_lesson(cast.thandi, chapter, title="Open one", text="Try **this**.", is_open=True)
    course = writing.publish(cast.thandi, course)
    shop.offer(cast, course)
    closed, opened = writing.keys_of(course)
    path = f"{SHOP}{course.public_id}/"
    assert "Free to try" in page(path)
    assert "Try <strong>this</strong>." in page(f"{path}try/{opened}/")
    assert Client().get(f"{path}try/{closed}/").status_code == 404


def test_the_sitemap_and_robots(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    shop.on_sale(cast, title="By link", visibility="link")
    found = re.findall(r"<loc>(.*?)</loc>", page(f"{SHOP}sitemap.xml"))
    assert len(found) == 2
    assert found[1].endswith(f"{SHOP}{course.public_id}/")
    robots = page("/robots.txt")
    assert "Disallow: /o/" in robots
    assert "Disallow: /c/orders/" in robots


def test_ratings_of_whoever_counts_them_join_the_data_and_nothing_ends_the_element() -> None:
    facts = CourseFacts(
        title="</script><script>alert(1)",
        summary="",
        url="https://x.example/",
        provider="X",
        provider_url="https://x.example/",
        minutes=0,
        price=Decimal(0),
        is_on_sale=True,
        rating=Rating(average=Decimal("4.5"), count=12),
    )
    data = course_data(facts)
    assert data["aggregateRating"]["ratingCount"] == 12
    assert data["offers"]["category"] == "Free"
    assert "<" not in in_page(data)
    assert json.loads(in_page(data)) == data


def test_the_api_lists_sells_and_shows_ones_own(cast: Cast) -> None:
    shop.opens_shop(cast)
    course = shop.on_sale(cast)
    base = "/api/v1/c/umoja-foods/courses/"
    (listed,) = Client().get(base).json()["results"]
    assert (listed["id"], listed["price"], listed["has_vat"]) == (course.public_id, "575.00", True)
    shown = Client().get(f"{base}{course.public_id}/").json()
    assert [row["title"] for row in shown["chapters"][0]["lessons"]] == [
        "Lesson 1.1",
        "Lesson 1.2",
        "Lesson 1.3",
    ]
    order = {"key": "0b7e2c1a-0000-4000-8000-000000000001", "name": "L", "email": "l@example.com"}
    told = [
        Client().post(
            f"{base}{course.public_id}/orders/", {**order, "agrees": True}, content_type="application/json"
        )
        for _ in range(2)
    ]
    assert [each.status_code for each in told] == [201, 201]
    assert told[0].json() == told[1].json()
    assert told[0].json()["total"] == "575.00"
    assert (
        Client()
        .get(
            told[0].json()["pay_url"].partition("/orders/")[1]
            + told[0].json()["pay_url"].partition("/orders/")[2]
        )
        .status_code
        == 200
    )
    refused = Client().post(
        f"{base}{course.public_id}/orders/", {**order, "key": order["key"][:-1] + "2", "agrees": False},
        content_type="application/json",
    )  # fmt: skip
    assert refused.status_code == 422
    assert refused.json()["code"] == "courses.purchase.not_agreed"
    assert cast.bongani.client().get("/api/v1/o/umoja-foods/courses/purchases/").json()["results"] == []


def test_the_trainer_s_pages(cast: Cast) -> None:
    shop.opens_shop(cast)
    course, trainer = shop.on_sale(cast), cast.thandi.client()
    base = "/o/umoja-foods/courses/"
    assert "Nothing sold yet" in trainer.get(f"{base}sales/").content.decode()
    made = trainer.post(
        f"{base}coupons/", {"code": "spring", "percent_off": "10", "item": course.public_id, "most": "5"}
    )
    assert made.status_code == 302
    again = trainer.post(f"{base}coupons/", {"code": "SPRING", "percent_off": "10"})
    assert "There is a coupon of this code already" in again.content.decode()
    both = trainer.post(f"{base}coupons/", {"code": "both", "percent_off": "10", "amount_off": "5"})
    assert "one of the two" in both.content.decode()
    assert "SPRING" in trainer.get(f"{base}coupons/").content.decode()
    file: Any = trainer.get(f"{base}sales/sales.csv")
    assert b"".join(file.streaming_content).decode("utf-8-sig").startswith("Paid on,Order,Course,Buyer")
    offer = trainer.get(f"{base}{course.public_id}/offer/").content.decode()
    assert f"/c/umoja-foods/courses/{course.public_id}/" in offer
    early = {"visibility": "public", "price": "100", "early_price": "120", "early_until": str(timezone.localdate()),
             "promise_days": "0", "promise_share": "0"}  # fmt: skip
    assert "lower than the price" in trainer.post(f"{base}{course.public_id}/offer/", early).content.decode()
    assert cast.bongani.client().get(f"{base}sales/").status_code == 403


def test_who_sells_is_said_once_and_secrets_are_never_shown(cast: Cast) -> None:
    owner = cast.thandi.client()
    given = {name: value or "" for name, value in shop.SELLER.items()}
    wrong = owner.post("/o/umoja-foods/billing/selling/", {**given, "vat_number": "4123456780"})
    assert wrong.status_code == 200
    reply = owner.post("/o/umoja-foods/billing/selling/", {**given, "vat_number": shop.vat_number()})
    assert reply.status_code == 302, reply.content.decode()[:2000]
    reply = owner.post("/o/umoja-foods/billing/selling/payfast/", {**shop.ACCOUNT, "is_test": "on"})
    assert reply.status_code == 302
    shown = owner.get("/o/umoja-foods/billing/selling/").content.decode()
    assert "…0100" in shown
    for secret in (shop.ACCOUNT["merchant_key"], shop.ACCOUNT["passphrase"]):
        assert secret not in shown
    assert cast.hire("manager").client().get("/o/umoja-foods/billing/selling/").status_code == 403
