"""Finance's shared parts: who may look, what days are meant, and tables as files."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import IO, Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from python_calamine import CalamineWorkbook

from billing.admin import finance, finance_parts
from billing.engine import vat_periods
from billing.models import BillingEntity
from billing.services import entities
from billing.tests.factories import Shop
from billing.tests.staffroom import entries, hired
from synthai.core.spreadsheets import Sheet, csv_file, xlsx_file

TODAY = date(2026, 11, 29)
ROWS: list[tuple[Any, ...]] = [
    ("=HYPERLINK(1)", Decimal("-1234.50"), date(2026, 3, 1), 7),
    ("@SUM(A1)", Decimal("0.10"), None, 0),
]
SHEET = Sheet(title="Sales: by rate?", heads=("What", "Amount", "Day", "Count"), rows=ROWS)


def read(file: IO[bytes]) -> bytes:
    with file:
        return file.read()


class TestFiles:
    def test_csv_keeps_numbers_and_makes_text_harmless(self) -> None:
        rows = list(csv.reader(io.StringIO(read(csv_file(SHEET)).decode("utf-8-sig"))))
        assert rows == [
            ["What", "Amount", "Day", "Count"],
            ["'=HYPERLINK(1)", "-1234.50", "2026-03-01", "7"],
            ["'@SUM(A1)", "0.10", "", "0"],
        ]

    def test_a_workbook_holds_real_numbers_and_days_and_no_formula(self) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(read(xlsx_file([SHEET]))))
        assert book.sheet_names == ["Sales  by rate"]
        rows = book.get_sheet_by_index(0).to_python()
        assert rows[1] == ["'=HYPERLINK(1)", -1234.5, date(2026, 3, 1), 7.0]


class TestPeriods:
    @pytest.mark.parametrize(
        ("periods", "day", "first", "last", "due"),
        [
            ("odd", date(2026, 11, 29), date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 31)),
            ("odd", date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 31), date(2027, 2, 26)),
            ("even", date(2026, 11, 29), date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 29)),
            ("monthly", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 28)),
            ("monthly", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 29)),
        ],
    )
    def test_periods_and_their_due_days(
        self, periods: str, day: date, first: date, last: date, due: date
    ) -> None:
        found = vat_periods.containing(periods, day)
        assert (found.first, found.last, found.due_on) == (first, last, due)
        assert vat_periods.after(periods, vat_periods.before(periods, found)) == found


@pytest.mark.django_db
class TestPages:
    def test_only_who_may_see_the_books_sees_finance(self, shop: Shop, staff: Client) -> None:
        assert staff.get(reverse("admin:finance")).status_code == 200
        assert entries("staff.finance.index")
        somebody = hired(shop)
        assert somebody.get(reverse("admin:finance")).status_code == 403
        assert somebody.get(reverse("admin:billing_entity_trial", args=[1])).status_code == 403

    @pytest.mark.parametrize(
        ("name", "query"),
        [("finance-cohort-rows", "?first=0001-01"), ("finance-revenue-rows", "?month=1990-01")],
    )
    def test_months_of_long_ago_are_not_worked_out(self, staff: Client, name: str, query: str) -> None:
        assert staff.get(reverse(f"admin:{name}") + query).status_code == 404

    def test_nobodys_trial_balance_is_not_found(self, staff: Client) -> None:
        assert staff.get(reverse("admin:billing_entity_trial", args=[999])).status_code in (302, 404)

    def test_every_page_answers_with_nobody_selling_and_with_an_empty_entity(
        self, shop: Shop, staff: Client
    ) -> None:
        for _turn in range(2):
            for page in finance.PAGES:
                answer = staff.get(reverse(f"admin:{page.name}"))
                assert answer.status_code == 200, page.slug
            entities.selling()
        assert BillingEntity.objects.count() == 1

    def test_days_are_picked_and_wrong_ones_said(self, shop: Shop) -> None:
        entity = entities.selling()
        ask = RequestFactory().get
        usual = finance_parts.picked(ask("/"), today=TODAY)
        assert (usual.entity, usual.since, usual.until) == (entity, date(2026, 11, 1), date(2026, 11, 30))
        asked = finance_parts.picked(ask("/?since=2026-01-01&until=2026-02-28"), today=TODAY)
        assert asked.query(rate="15") == f"?entity={entity.pk}&since=2026-01-01&until=2026-02-28&rate=15"
        wrong = finance_parts.picked(ask("/?since=2026-05-01&until=2026-04-01"), today=TODAY)
        assert "before the first" in str(wrong.form.errors)
        assert finance_parts.picked(ask("/?since=soon&entity=99"), today=TODAY).entity == entity
        last_period = f"?entity={entity.pk}&since=2026-10-01&until=2026-11-30"
        assert last_period in dict(usual.shortcuts).values()
