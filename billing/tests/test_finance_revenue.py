"""The staff pages of monthly revenue and cohorts: every figure opens its rows."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from billing.models import BillingEntity, Coupon
from billing.services import running_coupon
from billing.tests.factories import Shop
from billing.tests.staffroom import hired
from billing.tests.test_figures import Other
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db
THIS_MONTH = timezone.now().strftime("%Y-%m")


def body(client: Client, name: str, **query: str) -> str:
    answer: Any = client.get(reverse(f"admin:finance-{name}"), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode()).replace("\xa0", " ")


def test_every_figure_of_a_month_opens_the_customers_behind_it(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    Other(now_shop).subscribe("starter")
    page = body(staff, "revenue")
    assert "R 798.00" in page  # 599 and 199
    assert "2 customers" in page
    links = {each.replace("&amp;", "&") for each in re.findall(r'href="([^"]*revenue-rows[^"]*)"', page)}
    assert any("kind=new" in link for link in links)
    for link in links:
        answer = staff.get(link)
        assert answer.status_code == 200
        assert "Umoja Foods" in answer.content.decode()
    assert "R 599.00" in body(staff, "revenue-rows", month=THIS_MONTH, kind="new")


def test_a_coupon_taken_off_shows_live_first_and_the_page_says_why(now_shop: Shop, staff: Client) -> None:
    Coupon.objects.create(code="TENTH", name="Tenth", percent_off=10, duration="forever")
    now_shop.subscribe("growth", coupon="TENTH")
    with tenant(now_shop.organisation_id):
        running_coupon.remove(by=now_shop.by, now=now_shop.now)
    page = body(staff, "revenue")
    assert "R 539.10" in page
    assert "R 599.00 a month, which is what plans come to as they stand now" in page
    assert "a coupon that was put on or taken off since is in it from the customer’s next period on" in page


def test_months_and_moves_come_as_csv_and_as_a_workbook(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    answer: Any = staff.get(reverse("admin:finance-revenue"), {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 12
    assert (rows[-1]["month"], rows[-1]["closing"], rows[-1]["new"]) == (
        f"{THIS_MONTH}-01",
        "599.00",
        "599.00",
    )
    workbook: Any = staff.get(reverse("admin:finance-revenue"), {"as": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(workbook.streaming_content)))
    assert book.get_sheet_by_index(1).to_python()[1][1:4] == ["new", "Umoja Foods", 0.0]


def test_cohorts_are_a_table_whose_cells_open_the_customers(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    page = body(staff, "cohorts")
    assert "100.0 %" in page
    assert 'class="heat-4"' in page
    assert "1 of 1 pay 0 months later" in body(staff, "cohort-rows", first=THIS_MONTH, after="0")
    assert (
        staff.get(reverse("admin:finance-cohort-rows"), {"first": THIS_MONTH, "after": "9"}).status_code
        == 404
    )
    answer: Any = staff.get(reverse("admin:finance-cohorts"), {"as": "csv"})
    assert b"first_paid_in" in b"".join(answer.streaming_content)


def test_an_entity_that_sold_nothing_says_so(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    other = BillingEntity.objects.create(legal_name="Second (Pty) Ltd", number_prefix="SEC")
    assert "Nobody has paid for a plan yet" in body(staff, "revenue", entity=str(other.pk))
    assert "Nobody first paid in these months" in body(staff, "cohorts", entity=str(other.pk))


def test_nonsense_in_the_address_is_not_found_and_days_to_come_are_cut(now_shop: Shop, staff: Client) -> None:
    address = reverse("admin:finance-revenue-rows")
    for query in (
        {"month": "x", "kind": "new"},
        {"month": "2999-01", "kind": "new"},
        {"month": THIS_MONTH, "kind": "x"},
    ):
        assert staff.get(address, query).status_code == 404
    assert "Nobody has paid" in body(staff, "revenue", since="1990-01-01", until="2999-01-01")


def test_who_may_not_see_who_sells_may_not_see_revenue(now_shop: Shop) -> None:
    assert hired(now_shop).get(reverse("admin:finance-revenue")).status_code == 403


def test_the_page_asks_as_many_queries_for_two_customers_as_for_one(now_shop: Shop, staff: Client) -> None:
    counts = []
    for customer in (now_shop, Other(now_shop)):
        customer.subscribe("growth")
        body(staff, "revenue")
        with CaptureQueriesContext(connection) as asked:
            body(staff, "revenue")
        counts.append(len(asked))
    assert counts[0] == counts[1]
