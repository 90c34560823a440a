"""Taking imports back, also out of order, and what stays because it has been used since."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from pricing.models import (
    Import,
    ImportState,
    Product,
    ProductChange,
    ProductCost,
    ReplacedSalesRow,
    SalesRow,
)
from pricing.services import imports
from pricing.tests.advice import make_advice, make_run
from pricing.tests.factories import bring_in
from pricing.tests.import_files import history
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

FIRST = history(("2026-11-01", "MILK", 10, "20"), ("2026-11-02", "MILK", 11, "20"))
SECOND = history(("2026-11-02", "MILK", 22, "21"), ("2026-11-03", "JAM", 5, "40"))
THIRD = history(("2026-11-02", "MILK", 33, "22"))


pytestmark = pytest.mark.usefixtures("files_in_tmp", "read_in_process")


def undo(cast: Cast, found: Import) -> Import:
    with tenant(cast.umoja):
        return imports.undo(found.pk, by=cast.thandi.actor, now=timezone.now())


def rows(cast: Cast) -> dict[str, Decimal]:
    with tenant(cast.umoja):
        found = SalesRow.objects.order_by("sold_on").values_list("sold_on", "units")
        return {day.isoformat(): units for day, units in found}


def price(cast: Cast, sku: str = "MILK") -> Decimal | None:
    with tenant(cast.umoja):
        return Product.objects.get(sku=sku).current_price


def test_open_pages_of_usage_count_the_products_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    hints: list[tuple[Any, ...]] = []
    monkeypatch.setattr("synthai.core.realtime.push", lambda *hint: hints.append(hint))
    moved = (f"org.{cast.umoja.public_id}.usage", "usage", "pricing.products")
    with django_capture_on_commit_callbacks(execute=True):
        found = bring_in(cast.thandi.actor, FIRST)
    assert hints.count(moved) == 1
    with django_capture_on_commit_callbacks(execute=True):
        undo(cast, found)
    assert hints.count(moved) == 2


def test_takes_back_rows_and_products(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, FIRST)
    undone = undo(cast, found)
    assert (undone.state, undone.undone_at is not None) == (ImportState.UNDONE, True)
    with tenant(cast.umoja):
        assert not SalesRow.objects.exists()
        assert not Product.objects.exists()
        told = OutboxEvent.objects.get(name="pricing.ImportUndone").payload
        assert (told["removed_rows"], told["removed_products"]) == (2, 1)
        assert AuditEntry.objects.filter(code="pricing.import.undone", object_id=found.public_id).exists()


def test_restores_what_it_changed(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FIRST)
    second = bring_in(cast.thandi.actor, SECOND)
    assert rows(cast) == {"2026-11-01": 10, "2026-11-02": 22, "2026-11-03": 5}
    undo(cast, second)
    assert rows(cast) == {"2026-11-01": 10, "2026-11-02": 11}
    assert price(cast) == Decimal("20")
    with tenant(cast.umoja):
        assert not Product.objects.filter(sku="JAM").exists()
        assert not ReplacedSalesRow.objects.exists()
        assert not ProductChange.objects.exists()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_any_order_of_undoing_ends_with_nothing(cast: Cast, order: tuple[int, int, int]) -> None:
    done = [bring_in(cast.thandi.actor, content) for content in (FIRST, SECOND, THIRD)]
    for number in order:
        undo(cast, done[number])
    assert rows(cast) == {}
    with tenant(cast.umoja):
        assert not ReplacedSalesRow.objects.exists()
        assert not ProductCost.objects.exists()


def test_undoing_the_middle_one_keeps_the_later_and_finds_the_earlier(cast: Cast) -> None:
    _, second, third = (bring_in(cast.thandi.actor, content) for content in (FIRST, SECOND, THIRD))
    undo(cast, second)
    assert rows(cast) == {"2026-11-01": 10, "2026-11-02": 33}
    undo(cast, third)
    assert rows(cast) == {"2026-11-01": 10, "2026-11-02": 11}


def test_keeps_products_that_were_used_since(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, SECOND)
    with tenant(cast.umoja):
        jam = Product.objects.get(sku="JAM")
    make_advice(cast.umoja, make_run(cast.umoja), jam)
    undo(cast, found)
    with tenant(cast.umoja):
        assert Product.objects.get().sku == "JAM"
        assert Product.objects.get().source is None
        assert not SalesRow.objects.exists()


def test_leaves_what_a_person_changed_since(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FIRST)
    second = bring_in(cast.thandi.actor, SECOND)
    with tenant(cast.umoja):
        Product.objects.filter(sku="MILK").update(current_price=Decimal("23.50"))
    undo(cast, second)
    assert price(cast) == Decimal("23.50")


def test_restores_costs(cast: Cast) -> None:
    headings = "date,sku,units,unit_price,unit_cost"
    bring_in(cast.thandi.actor, history(("2026-11-01", "MILK", 1, 20, 9), headings=headings))
    second = bring_in(
        cast.thandi.actor,
        history(("2026-11-01", "MILK", 1, 20, 10), ("2026-11-05", "MILK", 1, 20, 11), headings=headings),
    )
    with tenant(cast.umoja):
        assert list(ProductCost.objects.order_by("from_on").values_list("unit_cost", flat=True)) == [10, 11]
    undo(cast, second)
    with tenant(cast.umoja):
        assert list(ProductCost.objects.values_list("unit_cost", flat=True)) == [9]


def test_cannot_be_undone_twice_or_by_a_member(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, FIRST)
    with tenant(cast.umoja), pytest.raises(NotAllowed):
        imports.undo(found.pk, by=cast.bongani.actor, now=timezone.now())
    undo(cast, found)
    with pytest.raises(imports.NotUndoable):
        undo(cast, found)


def test_undone_file_can_be_imported_again(cast: Cast) -> None:
    undo(cast, bring_in(cast.thandi.actor, FIRST))
    again = bring_in(cast.thandi.actor, FIRST)
    assert (again.state, again.added_count) == (ImportState.LOADED, 2)
