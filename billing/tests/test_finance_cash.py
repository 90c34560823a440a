"""The staff page of the cash forecast: every day opens its rows."""

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import BillingEntity
from billing.tests.factories import Shop
from billing.tests.staffroom import hired
from billing.tests.test_figures import Other

pytestmark = pytest.mark.django_db
CASH = "admin:finance-cash"


def body(client: Client, **query: str) -> str:
    answer: Any = client.get(reverse(CASH), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode()).replace("\xa0", " ")


def test_each_day_opens_what_it_is_made_of_and_pay_days_are_marked(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    page = body(staff)
    assert "are expected; in 8 of 10 cases it is between" in page
    assert "<strong>pay day</strong>" in page
    links = [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]*cash-day[^"]*)"', page)]
    assert len(links) >= 6  # the day itself, pay days and others
    for link in links:
        shown = staff.get(link).content.decode()
        assert "Umoja Foods" in shown
    assert "R 599.00" in staff.get(links[0]).content.decode().replace("\xa0", " ")


def test_the_days_come_as_csv_and_add_up(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    answer: Any = staff.get(reverse(CASH), {"as": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 90
    assert 900 < sum(float(row["expected"]) for row in rows) < 1797
    assert all(float(row["low"]) <= float(row["expected"]) <= float(row["high"]) for row in rows)
    workbook: Any = staff.get(reverse(CASH), {"as": "xlsx"})
    assert b"".join(workbook.streaming_content).startswith(b"PK")


def test_an_entity_without_anything_to_come_says_so(now_shop: Shop, staff: Client) -> None:
    now_shop.subscribe("growth")
    other = BillingEntity.objects.create(legal_name="Second (Pty) Ltd", number_prefix="SEC")
    assert "Nothing is owed and nothing is renewed" in body(staff, entity=str(other.pk))


def test_days_that_are_not_foretold_are_not_found(now_shop: Shop, staff: Client) -> None:
    for day in ("x", "2020-01-01", "2999-01-01"):
        assert staff.get(reverse("admin:finance-cash-day"), {"day": day}).status_code == 404


def test_who_may_not_see_who_sells_may_not_see_cash(now_shop: Shop) -> None:
    assert hired(now_shop).get(reverse(CASH)).status_code == 403


def test_the_page_asks_as_many_queries_for_two_customers_as_for_one(now_shop: Shop, staff: Client) -> None:
    counts = []
    for customer in (now_shop, Other(now_shop)):
        customer.subscribe("growth")
        body(staff)
        with CaptureQueriesContext(connection) as asked:
            body(staff)
        counts.append(len(asked))
    assert counts[0] == counts[1]
