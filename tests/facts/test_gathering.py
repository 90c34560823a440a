"""What apps know for documents: the organisation, its people, its products and sales; and who may know it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Customer, Seller
from content.services import documents
from pricing.models import SalesRow
from pricing.terms import Grain
from pricing.tests import factories
from synthai.core.access import Actor
from synthai.core.facts import gathering
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Name, NameKind, Percent, Period, Quantity
from synthai.core.facts.wording import Wording
from synthai.core.money import Money
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def facts(by: Actor | None, organisation: Any, *, now: datetime = NOW) -> dict[str, Fact]:
    with tenant(organisation):
        found = gathering.gather(organisation.pk, language="en", now=now, by=by)
    FactBase(found)  # no key twice
    return {fact.key: fact for fact in found}


def sales(rows: list[tuple[str, str, str, str]]) -> None:
    """Sales: day, product, units, price. Needs the tenant."""
    made: dict[str, Any] = {}
    for place, (day, code, units, price) in enumerate(rows):
        if code not in made:
            made[code] = factories.ProductFactory.create(sku=code, name=code.title())
        SalesRow.objects.create(
            product=made[code], sold_on=date.fromisoformat(day), line_key=place, source_id=1, grain=Grain.LINE,
            units=Decimal(units), unit_price=Decimal(price),
        )  # fmt: skip


def test_the_organisation_and_its_people(cast: Cast) -> None:
    cast.umoja.vat_number = "4740101508"
    cast.umoja.save()
    found = facts(cast.thandi.actor, cast.umoja)
    assert found["organisation.name"].value == Name("Umoja Foods", NameKind.COMPANY)
    assert found["organisation.is_vat_vendor"].value is True
    assert Wording().of(found["people.0.name"].value) == "Thandi Mokoena"
    assert found["people.0.email"].is_private
    assert "organisation.address" not in found
    assert "sales.last_month.total" not in found
    nobody = facts(None, cast.umoja)
    assert "organisation.name" in nobody
    assert not any(key.startswith("people") for key in nobody)
    assert "organisation.vat_number" not in facts(cast.charlize.actor, cast.karoo)


def test_the_registered_name_comes_from_the_seller_and_billing_details_are_the_leaders(cast: Cast) -> None:
    with tenant(cast.umoja):
        Customer.objects.create(legal_name="Umoja Foods CC", address="1 Main Road\nSoweto")
    assert (
        Wording().of(facts(cast.thandi.actor, cast.umoja)["organisation.address"].value)
        == "1 Main Road\nSoweto"
    )
    assert "organisation.address" not in facts(cast.bongani.actor, cast.umoja)
    with tenant(cast.umoja):
        Seller.objects.create(
            legal_name="Umoja Foods (Pty) Ltd", legal_form="company", address="2 Main Road\nSoweto", phone="011 234 5678",
            email="hello@umoja.example", number_prefix="UM", vat_number="4740101508", vat_since=date(2027, 1, 1),
        )  # fmt: skip
    found = facts(cast.bongani.actor, cast.umoja)
    assert Wording().of(found["organisation.name"].value) == "Umoja Foods (Pty) Ltd"
    assert Wording().of(found["organisation.trading_name"].value) == "Umoja Foods"
    assert found["organisation.is_vat_vendor"].value is False
    assert "organisation.vat_number" not in found
    later = facts(cast.bongani.actor, cast.umoja, now=datetime(2027, 2, 1, tzinfo=UTC))
    assert later["organisation.is_vat_vendor"].value is True


def test_sales_are_added_up_to_the_cent_for_whole_months_only(cast: Cast) -> None:
    rows = [("2026-11-20", "samp", "1", "999.00")]
    for back in range(24):
        year, number = divmod(2026 * 12 + 9 - back, 12)
        rows += [
            (f"{year}-{number + 1:02d}-02", "pap", "3", "10.10"),
            (f"{year}-{number + 1:02d}-28", "samp", "0.333", "10.00"),
        ]
    rows.append(("2026-10-05", "pap", "10", "0.07"))
    with tenant(cast.umoja):
        sales(rows)
    found = facts(cast.thandi.actor, cast.umoja)
    month = Decimal("33.63")  # 30.30 and 3.33
    assert found["sales.last_month.total"].value == Money(month + Decimal("0.70"))
    assert found["sales.last_month.day"].value == date(2026, 10, 31)
    assert found["sales.last_12_months.total"].value == Money(month * 12 + Decimal("0.70"))
    assert found["sales.last_12_months.period"].value == Period(date(2025, 11, 1), date(2026, 10, 31))
    assert found["sales.last_12_months.growth"].value == Percent(Decimal("0.2"))
    assert found["sales.months.0.first"].value == date(2025, 11, 1)
    assert found["sales.months.11.total"].value == Money(month + Decimal("0.70"))
    assert found["products.count"].value == 2
    assert found["products.0.name"].value == Name("Pap", NameKind.PRODUCT)
    assert found["products.0.sold"].value == Quantity(Decimal("46").normalize(), "units", "unit")
    assert found["products.0.total"].value == Money(Decimal("364.30"))
    assert str(found["sales.last_month.total"].source.words) == "Your sales, until 31 October 2026"
    assert found["sales.last_month.total"].on == date(2026, 10, 31)
    assert not any(key.startswith(("sales", "products")) for key in facts(None, cast.umoja))
    assert not any(key.startswith(("sales", "products")) for key in facts(cast.charlize.actor, cast.karoo))


def test_what_sales_do_not_reach_over_is_not_said(cast: Cast) -> None:
    days = ("2026-08-01", "2026-09-29", "2026-10-10")
    with tenant(cast.umoja):
        sales([(day, "pap", "1", "5.00") for day in days])
    found = facts(cast.thandi.actor, cast.umoja)
    assert found["sales.last_month.day"].value == date(2026, 9, 30)
    assert found["sales.months.0.first"].value == date(2026, 8, 1)
    assert "sales.months.2.first" not in found
    assert "sales.last_12_months.total" not in found


def test_a_document_gets_sales_only_where_its_template_speaks_of_them(cast: Cast) -> None:
    with tenant(cast.umoja):
        sales([("2026-10-02", "pap", "1", "5.00"), ("2026-10-30", "pap", "1", "5.00")])
        by = cast.thandi.actor
        plan = documents.begin("library:business-plan:1", by=by, now=NOW)
        letter = documents.begin("library:payment-reminder:1", by=by, now=NOW)
    assert "sales.last_month.total" in {row["key"] for row in plan.facts}
    assert not any(row["key"].startswith(("sales", "products.0")) for row in letter.facts)
