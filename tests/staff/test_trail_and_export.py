"""Under each row stands its change log; each list can be taken away as a file."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from pricing.models import Product, Recommendation
from pricing.services import products, recommendations
from pricing.tests.advice import make_advice, make_product, make_run
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries
from tests.staff.trail import address, entries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_change_log_says_who_when_old_new_and_request(cast: Cast, staff: Client) -> None:
    product = make_product(cast.umoja)
    with tenant(cast.umoja):
        products.change(
            product.pk,
            products.Changes(name="Full cream milk", floor_price=Decimal("19.99")),
            by=cast.thandi.actor,
            now=NOW,
            today=timezone.localdate(NOW),
        )
    page = staff.get(address(Product, "change", product.pk)).content.decode()
    log = page[page.index("Change log") :]
    for words in ("Thandi Mokoena", "pricing.product.changed", "Full cream milk", "– → 19.99"):
        assert words in log
    assert "staff.product.viewed" not in log


def test_change_log_is_of_this_row_alone(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja)
    first, second = (make_advice(cast.umoja, run, make_product(cast.umoja, sku)) for sku in ("A", "B"))
    with tenant(cast.umoja):
        recommendations.accept(first.pk, by=cast.thandi.actor, now=NOW)
    assert "Nothing was changed" in staff.get(address(Recommendation, "change", second.pk)).content.decode()
    assert "starts_on" in staff.get(address(Recommendation, "change", first.pk)).content.decode()


def test_a_row_costs_the_same_with_a_long_log(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja)
    advice = make_advice(cast.umoja, run, make_product(cast.umoja))
    page = address(Recommendation, "change", advice.pk)
    staff.get(page)
    with tenant(cast.umoja):
        for _ in range(15):
            recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW)
            recommendations.undo(advice.pk, by=cast.thandi.actor, now=NOW)
    with assert_max_queries(20):
        log = staff.get(page).content.decode()
    assert log.count("pricing.recommendation.") == 25


def test_any_list_is_exported_without_formulas_and_on_record(cast: Cast, staff: Client) -> None:
    evil = make_product(cast.umoja, "=1+1", name="=cmd()")
    answer = staff.post(
        address(Product, "changelist"), {"action": "export_csv", "_selected_action": [evil.pk]}
    )
    assert answer["Content-Disposition"] == 'attachment; filename="product.csv"'
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["code"], row["name"]) == ("'=1+1", "'=cmd()")
    assert row["VAT"] == evil.get_vat_display()
    ours, theirs = entries("staff.product.exported")
    assert ours.changes == theirs.changes == {"rows": [0, 1]}
    assert (ours.organisation_id, theirs.organisation_id) == (None, cast.umoja.pk)


def test_export_of_organisations_holds_figures_not_markup(cast: Cast, staff: Client) -> None:
    given = {"action": "export_csv", "_selected_action": [cast.umoja.pk]}
    text = staff.post(address(Organisation, "changelist"), given).content.decode("utf-8-sig")
    assert "Umoja Foods" in text
    assert "<a" not in text


def test_every_tile_says_what_to_do_leads_somewhere_and_refreshes(cast: Cast, staff: Client) -> None:
    make_run(cast.umoja, state="failed")
    answer = staff.get(reverse("admin:index"))
    assert 'hx-trigger="every 15s' in answer.content.decode()
    tiles = answer.context["tiles"]
    assert len(tiles) >= 10
    for tile in tiles:
        assert tile.advice
        assert staff.get(tile.url).status_code in {200, 503}, tile.url  # 503: readiness without workers


def test_history_leads_to_the_rows_part_of_the_trail(cast: Cast, staff: Client) -> None:
    run = make_run(cast.umoja)
    advice = make_advice(cast.umoja, run, make_product(cast.umoja))
    with tenant(cast.umoja):
        recommendations.accept(advice.pk, by=cast.thandi.actor, now=NOW)
    page = staff.get(address(Recommendation, "history", advice.pk), follow=True)
    assert page.status_code == 200
    assert [row.code for row in page.context["cl"].result_list] == ["pricing.recommendation.accept"]


def test_a_customers_trail_has_looks_at_its_own_row_and_downloads_of_its_rows(
    cast: Cast, staff: Client
) -> None:
    staff.get(address(Organisation, "change", cast.umoja.pk))
    (look,) = entries("staff.organisation.viewed")
    assert look.organisation_id == cast.umoja.pk
    chosen = [make_product(cast.umoja, "A").pk, make_product(cast.umoja, "B").pk, make_product(cast.karoo).pk]
    post = {"action": "export_csv", "_selected_action": chosen}
    assert staff.post(address(Product, "changelist"), post).status_code == 200
    told = {entry.organisation_id: entry.changes["rows"][1] for entry in entries("staff.product.exported")}
    assert told == {None: 3, cast.umoja.pk: 2, cast.karoo.pk: 1}
    page = cast.thandi.client().get("/o/umoja-foods/audit/?actor=kind:staff").content.decode()
    assert "downloaded rows of “products” from the administration" in page
