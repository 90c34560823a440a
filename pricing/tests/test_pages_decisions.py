"""The pages of runs, advice and decisions, as people use them: with and without HTMX."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from pricing.models import Recommendation
from pricing.services import recommendations
from pricing.tests.advice import make_advice, make_list, make_product, make_run
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/pricing/"


def first(cast: Cast, **values: Any) -> Recommendation:
    return make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja), **values)


def test_list_shows_prices_profit_and_reason(cast: Cast) -> None:
    first(cast)
    page = cast.thandi.client().get(BASE).content.decode()
    for words in (
        "Product MILK-2L",
        "R\xa024.99",
        "R\xa026.49",
        "R\xa028.07 more",
        "People buy almost as much",
    ):
        assert words in page


def test_list_costs_the_same_for_many_products(cast: Cast) -> None:
    make_list(cast.umoja, 60)
    client = cast.thandi.client()
    client.get(BASE)
    with assert_max_queries(8):
        page = client.get(BASE)
    assert page.content.count(b'id="advice-') == 50
    with assert_max_queries(8):
        assert client.get(BASE, {"q": "SKU-001", "sort": "name"}).content.count(b'id="advice-') == 10


def test_filters_sorts_and_pages(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 55)
    with tenant(cast.umoja):
        recommendations.reject(rows[3].pk, by=cast.thandi.actor, now=timezone.now())
    client = cast.thandi.client()
    rejected = client.get(BASE, {"state": "rejected"}).content.decode()
    assert rejected.count('id="advice-') == 1
    assert "SKU-0003" in rejected
    assert client.get(BASE, {"page": "2"}).content.count(b'id="advice-') == 5
    by_name = client.get(BASE, {"sort": "name"}).content.decode()
    assert by_name.index("SKU-0000") < by_name.index("SKU-0001")
    assert b"No price fits these filters" in client.get(BASE, {"q": "nothing like it"}).content


def test_htmx_gets_the_table_alone(cast: Cast) -> None:
    first(cast)
    headers = {"HX-Request": "true", "HX-Target": "rows"}
    fragment = cast.thandi.client().get(BASE, headers=headers).content.decode()
    assert "<html" not in fragment
    assert 'id="rows"' in fragment


def test_accepts_rejects_and_undoes_by_form(cast: Cast) -> None:
    advice, client = first(cast), cast.thandi.client()
    address = f"{BASE}recommendations/{advice.public_id}/"
    for verb, state in (("accept", "accepted"), ("undo", "open"), ("reject", "rejected"), ("undo", "open")):
        answer = client.post(f"{address}{verb}/", {"next": f"{BASE}?state=open"})
        assert (answer.status_code, answer["Location"]) == (302, f"{BASE}?state=open")
        with tenant(cast.umoja):
            advice.refresh_from_db()
        assert advice.state == state


def test_htmx_decision_answers_with_the_row(cast: Cast) -> None:
    advice = first(cast)
    answer = cast.thandi.client().post(
        f"{BASE}recommendations/{advice.public_id}/accept/", headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.content.decode().count("<tr") == 1
    assert b"Accepted" in answer.content


def test_htmx_decision_tells_at_once_and_brings_the_sums(cast: Cast) -> None:
    advice, client = first(cast), cast.thandi.client()
    address = f"{BASE}recommendations/{advice.public_id}/"
    answer = client.post(f"{address}accept/", headers={"HX-Request": "true"})
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast == {"level": "success", "message": "Product MILK-2L: price accepted."}
    page = answer.content.decode()
    assert 'id="totals" hx-swap-oob="true"' in page
    assert "1 accepted" in page
    assert page.count("autofocus") == 1  # the way back keeps the keyboard's place
    undone = client.post(f"{address}undo/", headers={"HX-Request": "true"})
    assert json.loads(undone["HX-Trigger"])["toast"]["level"] == "info"
    assert "price accepted" not in client.get(BASE).content.decode()


def test_a_test_is_tried_and_a_kept_price_asks_for_nothing(cast: Cast) -> None:
    run = make_run(cast.umoja)
    tested = make_advice(cast.umoja, run, make_product(cast.umoja, "TEST"), action="test")
    kept = make_advice(
        cast.umoja, run, make_product(cast.umoja, "KEEP"), action="keep", price=Decimal("24.99")
    )
    client = cast.thandi.client()
    page = client.get(BASE).content.decode()
    assert "Try it" in page
    assert f"{kept.public_id}/reject/" not in page
    assert page.count("data-select-row") == 1
    assert "Accept every open change" not in client.get(BASE, {"action": "keep"}).content.decode()
    detail = f"{BASE}products/{tested.product.public_id}/"
    assert "Try this price" in client.get(detail).content.decode()
    client.post(f"{BASE}recommendations/{tested.public_id}/accept/")
    assert "This price is being tried." in client.get(detail).content.decode()
    listed = client.get(f"{BASE}price-list/price-list.csv?only=changed").content.decode()
    assert "26.49" in listed
    assert "Set this price" in client.get(f"{BASE}products/{kept.product.public_id}/").content.decode()


def test_a_typed_price_outside_the_guard_rails_is_explained(cast: Cast) -> None:
    advice, client = first(cast), cast.thandi.client()
    page = f"{BASE}products/{advice.product.public_id}/"
    for typed, words in (("99.99", "at most 20 %"), ("1,234", "not a clear amount")):
        answer = client.post(
            f"{BASE}recommendations/{advice.public_id}/accept/", {"price": typed, "next": page}, follow=True
        )
        assert words in answer.content.decode()
    with tenant(cast.umoja):
        advice.refresh_from_db()
    assert advice.state == "open"


def test_bulk_acceptance_and_its_undo(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 4)
    client = cast.thandi.client()
    chosen = [row.public_id for row in rows[:2]]
    page = client.post(f"{BASE}accept/", {"scope": "chosen", "chosen": chosen}, follow=True).content.decode()
    assert "2 prices accepted." in page
    assert "Undo the last 2 acceptances" in page
    page = client.post(f"{BASE}undo/", follow=True).content.decode()
    assert "2 decisions undone." in page
    page = client.post(f"{BASE}accept/", {"scope": "all", "q": "SKU-0003"}, follow=True).content.decode()
    assert "1 price accepted." in page


def test_a_viewer_sees_but_has_no_buttons(cast: Cast) -> None:
    advice = first(cast)
    viewer = cast.hire("viewer").client()
    page = viewer.get(BASE).content.decode()
    assert "Product MILK-2L" in page
    assert "/accept/" not in page
    refused = viewer.post(f"{BASE}recommendations/{advice.public_id}/accept/")
    assert refused.status_code == 403
    assert "Accept and reject prices" in refused.content.decode()


def test_product_page_draws_curve_and_history(cast: Cast) -> None:
    advice = first(cast)
    page = cast.thandi.client().get(f"{BASE}products/{advice.product.public_id}/").content.decode()
    assert page.count("<svg") >= 2
    for words in ("Demand curve", "Chance that profit rises", "93", "-1.4"):
        assert words in page


def test_empty_states_say_what_to_do(cast: Cast) -> None:
    client = cast.thandi.client()
    assert b"Prices come out of a sales file" in client.get(BASE).content
    assert b"No run yet" in client.get(f"{BASE}runs/").content
    assert b"No accepted changes yet" in client.get(f"{BASE}price-list/").content


@pytest.mark.parametrize(
    ("state", "words"),
    [("finished", "Show the prices"), ("running", "Cancel the run"), ("failed", "The run failed")],
)
def test_run_page_by_state(cast: Cast, state: str, words: str) -> None:
    run = make_run(cast.umoja, state=state)
    page = cast.thandi.client().get(f"{BASE}runs/{run.public_id}/").content.decode()
    assert words in page
    assert ("data-live-id" in page) == (state == "running")
    assert "margin 5 %, change at most 20 %" in page


def test_a_run_that_ends_brings_its_facts_to_the_open_page(cast: Cast) -> None:
    run = make_run(cast.umoja)
    with tenant(cast.umoja):
        run.started_at, run.row_count = run.requested_at, 2096
        run.metrics = {"methods": [{"label": "SynthAI", "wape": 0.2, "bias": 0.01, "coverage": 0.8}]}
        run.save()
    fragment = cast.thandi.client().get(f"{BASE}runs/{run.public_id}/", headers={"HX-Request": "true"})
    for words in ("How well it knows your shop", "2\xa0096 rows", "Show the prices"):
        assert words in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_price_list_files_hold_accepted_prices_and_no_formulas(cast: Cast) -> None:
    run = make_run(cast.umoja)
    evil = make_product(cast.umoja, "=1+1", name='=HYPERLINK("x")')
    advice = make_advice(cast.umoja, run, evil)
    make_product(cast.umoja, "BREAD", name="Ḓorobo 🥖")
    with tenant(cast.umoja):
        recommendations.accept(advice.pk, by=cast.thandi.actor, now=timezone.now())
    client = cast.hire("viewer").client()
    answer = client.get(f"{BASE}price-list/price-list.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="price-list-umoja-foods-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == {
        "sku": "'=1+1", "name": "'=HYPERLINK(\"x\")", "category": "",
        "current_price": "24.99", "new_price": "26.49", "changed": "yes", "coming_price": "", "coming_on": "",
    }  # fmt: skip
    assert rows[1]["name"] == "Ḓorobo 🥖"
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"{BASE}price-list/price-list.xlsx?only=changed").content)
    )
    sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[1][:5] == ["=1+1", '=HYPERLINK("x")', "", 24.99, 26.49]  # text cells, not formulas
    assert len(sheet) == 2


def test_guard_rails_page_saves_and_refuses(cast: Cast) -> None:
    client = cast.thandi.client()
    good = {
        "min_margin": "8",
        "max_change": "10",
        "endings": "99",
        "caution": "1",
        "cooldown_days": "7",
        "stock_days": "5",
    }
    assert client.post(f"{BASE}guard-rails/", good).status_code == 302
    page = client.post(f"{BASE}guard-rails/", {**good, "endings": "9x"}).content.decode()
    assert "Write endings as two digits" in page
    advice = first(cast, price=Decimal("29.99"))
    answer = client.post(f"{BASE}recommendations/{advice.public_id}/accept/", follow=True)
    assert "at most 10 %" in answer.content.decode()
    member = cast.hire("member").client()
    assert member.get(f"{BASE}guard-rails/").status_code == 200
    assert member.post(f"{BASE}guard-rails/", good).status_code == 403
