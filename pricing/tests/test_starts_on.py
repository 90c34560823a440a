"""Accepted prices that start on a later day: law, price list, history, and the morning's notice."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from notifications.models import Notification
from pricing import tasks
from pricing.models import Decision, Product, ProductCost, Recommendation
from pricing.schedule import SCHEDULE
from pricing.selectors import price_list as lists
from pricing.services import recommendations, telling
from pricing.services.guardrails import BelowCost, GuardRailBroken
from pricing.services.judging import BadStart, CoolingDown
from pricing.tests.advice import make_advice, make_list, make_product, make_run
from synthai.core import fan_out
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
PAGES = "/o/umoja-foods/pricing/"
API = "/api/v1/o/umoja-foods/pricing/"


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def six(day: date) -> datetime:
    """Six in the morning, Johannesburg."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=6)


@pytest.fixture
def advice(cast: Cast) -> Recommendation:
    return make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja))


def accept(cast: Cast, found: Recommendation, **values: Any) -> Recommendation:
    with tenant(cast.umoja):
        return recommendations.accept(found.pk, by=cast.thandi.actor, now=NOW, **values)


def test_log_audit_and_event_carry_the_day(cast: Cast, advice: Recommendation) -> None:
    accept(cast, advice, starts_on=days(10))
    with tenant(cast.umoja):
        advice.refresh_from_db()
        assert (advice.starts_on, advice.start_told_at) == (days(10), None)
        assert Decision.objects.get().starts_on == days(10)
        entry = AuditEntry.objects.get(code="pricing.recommendation.accept")
        assert entry.changes["starts_on"] == [None, days(10).isoformat()]
        event = OutboxEvent.objects.get(name="pricing.RecommendationsDecided")
        assert event.payload["starts_on"] == days(10).isoformat()
        recommendations.undo(advice.pk, by=cast.thandi.actor, now=NOW)
        advice.refresh_from_db()
        assert (advice.state, advice.starts_on) == ("open", None)
        assert Decision.objects.order_by("-id")[0].starts_on == days(10)  # what was taken back
        entry = AuditEntry.objects.get(code="pricing.recommendation.undo")
        assert entry.changes["starts_on"] == [days(10).isoformat(), None]


@pytest.mark.parametrize(("day", "words"), [(-1, "has passed"), (366, "too far ahead")])
def test_refuses_days_past_and_far_ahead(cast: Cast, advice: Recommendation, day: int, words: str) -> None:
    with pytest.raises(BadStart, match=words):
        accept(cast, advice, starts_on=days(day))
    with tenant(cast.umoja), pytest.raises(BadStart, match=words):
        recommendations.accept_many([advice.pk], by=cast.thandi.actor, now=NOW, starts_on=days(day))
    accept(cast, advice, starts_on=days(365))


def test_price_list_shows_todays_price_until_the_day_and_says_what_comes(
    cast: Cast, advice: Recommendation
) -> None:
    accept(cast, advice, starts_on=days(10))
    old, new = Decimal("24.99"), Decimal("26.49")
    with tenant(cast.umoja):
        (before,) = lists.of_day(days(9))
        assert (before.new_price, before.is_changed) == (old, False)
        assert (before.coming_price, before.coming_on) == (new, days(10))
        (after,) = lists.of_day(days(10))
        assert (after.new_price, after.is_changed, after.coming_on) == (new, True, None)
        recommendations.undo(advice.pk, by=cast.thandi.actor, now=six(days(11)))  # after it started
        (undone,) = lists.of_day(days(12))
        assert (undone.new_price, undone.coming_on) == (old, None)


def test_a_later_run_does_not_drop_a_price_that_has_not_started(cast: Cast) -> None:
    product = make_product(cast.umoja)
    first = make_advice(cast.umoja, make_run(cast.umoja), product)
    accept(cast, first, starts_on=days(10))
    second = make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal("27.99"))
    with tenant(cast.umoja):
        (row,) = lists.of_day(TODAY)
        assert (row.coming_price, row.coming_on) == (Decimal("26.49"), days(10))
    accept(cast, second, starts_on=days(30))
    with tenant(cast.umoja):
        assert [lists.of_day(days(day))[0].new_price for day in (9, 10, 29, 30)] == [
            Decimal("24.99"), Decimal("26.49"), Decimal("26.49"), Decimal("27.99"),
        ]  # fmt: skip


def test_an_accepted_price_stays_on_the_list_until_the_till_shows_another(cast: Cast) -> None:
    product = make_product(cast.umoja)
    accept(cast, make_advice(cast.umoja, make_run(cast.umoja), product))
    make_advice(cast.umoja, make_run(cast.umoja), product)  # worked out again, without newer sales
    with tenant(cast.umoja):
        assert [(row.new_price, row.is_changed) for row in lists.of_day(days(3))] == [
            (Decimal("26.49"), True)
        ]
        Product.objects.update(current_price=Decimal("25.99"), price_as_of=days(5))
        assert [(row.new_price, row.is_changed) for row in lists.of_day(days(6))] == [
            (Decimal("25.99"), False)
        ]


def test_days_between_changes_count_from_the_first_day_both_ways(cast: Cast) -> None:
    product = make_product(cast.umoja)
    first = make_advice(cast.umoja, make_run(cast.umoja), product)
    accept(cast, first, starts_on=days(20))
    second = make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal("27.99"))
    with pytest.raises(CoolingDown, match="or a later day as the first day"):
        accept(cast, second, starts_on=days(33))
    with pytest.raises(CoolingDown, match="Undo that one first"):
        accept(cast, second, starts_on=days(7))
    accept(cast, second, starts_on=days(6))


def test_step_and_cost_are_those_of_the_first_day(cast: Cast) -> None:
    product = make_product(cast.umoja)
    accept(cast, make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal("29.99")))
    second = make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal("34.99"))
    accept(cast, second, starts_on=days(30))  # 17 % above 29.99, though 40 % above 24.99
    other = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja, "RICE"))
    with tenant(cast.umoja):
        ProductCost.objects.create(product=other.product, from_on=days(5), unit_cost=Decimal(24))
    with pytest.raises(BelowCost):
        accept(cast, other, starts_on=days(5))
    accept(cast, other, starts_on=days(4))
    third = make_advice(cast.umoja, make_run(cast.umoja), make_product(cast.umoja, "SALT"))
    with pytest.raises(GuardRailBroken, match="at most 20 %"):
        accept(cast, third, price=Decimal("34.99"), starts_on=days(30))


def test_one_product_passes_once_in_one_go(cast: Cast) -> None:
    product = make_product(cast.umoja)
    rows = [
        make_advice(cast.umoja, make_run(cast.umoja), product, price=Decimal(price))
        for price in ("26.49", "27.49")
    ]
    with tenant(cast.umoja):
        result = recommendations.accept_many([row.pk for row in rows], by=cast.thandi.actor, now=NOW)
    assert len(result.accepted) == 1
    assert "must be 14 days apart" in result.refused[0][1]


def test_page_schedules_without_script(cast: Cast, advice: Recommendation) -> None:
    client, base = cast.thandi.client(), f"{PAGES}recommendations/{advice.public_id}/"
    product = f"{PAGES}products/{advice.product.public_id}/"
    for typed, words in (("01/12/2026", "2026-12-01"), (days(-1).isoformat(), "has passed")):
        answer = client.post(
            f"{base}accept/", {"price": "26.49", "starts_on": typed, "next": product}, follow=True
        )
        assert words in answer.content.decode()
    given = {"price": "26.49", "starts_on": days(10).isoformat(), "next": product}
    page = client.post(f"{base}accept/", given, follow=True).content.decode()
    assert "price accepted from" in page
    assert "Starts " in page
    coming = client.get(PAGES, {"state": "coming"}).content.decode()
    assert coming.count('id="advice-') == 1
    client.post(f"{base}undo/", {"next": product})
    history = client.get(product).content.decode()
    assert "undone by Thandi Mokoena" in history
    assert client.get(PAGES, {"state": "coming"}).content.decode().count('id="advice-') == 0


def test_bulk_page_schedules_chosen_and_all(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 3)
    client, day = cast.thandi.client(), days(10)
    chosen = {"scope": "chosen", "chosen": [rows[0].public_id], "starts_on": day.isoformat()}
    assert "They start on" in client.post(f"{PAGES}accept/", chosen, follow=True).content.decode()
    client.post(f"{PAGES}accept/", {"scope": "all", "starts_on": day.isoformat()})
    bad = client.post(f"{PAGES}accept/", {"scope": "all", "starts_on": "soon"}, follow=True).content.decode()
    assert "“soon” is not a day" in bad
    with tenant(cast.umoja):
        assert set(Recommendation.objects.values_list("starts_on", flat=True)) == {day}


def test_price_list_page_and_files_of_a_day(cast: Cast, advice: Recommendation) -> None:
    accept(cast, advice, starts_on=days(10))
    client, day = cast.hire("viewer").client(), days(10).isoformat()
    today = client.get(f"{PAGES}price-list/").content.decode()
    assert "0 of 1 products" in today
    assert "R\xa026.49" in today  # what comes
    assert "1 of 1 products" in client.get(f"{PAGES}price-list/", {"on": day}).content.decode()
    assert (
        "There is no price list of"
        in client.get(f"{PAGES}price-list/", {"on": "2020-01-01"}).content.decode()
    )
    assert "year-month-day" in client.get(f"{PAGES}price-list/", {"on": "soon"}).content.decode()
    text = client.get(f"{PAGES}price-list/price-list.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["new_price"], row["coming_price"], row["coming_on"]) == ("24.99", "26.49", day)
    answer = client.get(f"{PAGES}price-list/price-list.xlsx", {"on": day})
    assert f"umoja-foods-{day}.xlsx" in answer["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[1][4:6] == [26.49, "yes"]
    assert client.get(f"{PAGES}price-list/price-list.csv", {"on": "soon"}).status_code == 400
    assert client.get(f"{PAGES}price-list/price-list.csv", {"on": "2020-01-01"}).status_code == 422


def test_api_schedules_shows_and_filters(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 3)
    client, day = cast.thandi.client(), days(10).isoformat()

    def post(path: str, **body: Any) -> Any:
        return client.post(f"{API}recommendations/{path}", body, content_type="application/json")

    one = post(f"{rows[0].public_id}/accept/", starts_on=day)
    assert (one.status_code, one.json()["starts_on"]) == (200, day)
    past = post(f"{rows[1].public_id}/accept/", starts_on=days(-1).isoformat())
    assert (past.status_code, past.json()["code"]) == (422, "pricing.recommendation.bad_start")
    assert post(f"{rows[1].public_id}/accept/", starts_on="soon").status_code == 400
    many = post("accept/", ids=[rows[1].public_id], starts_on=days(20).isoformat()).json()
    assert many["accepted"] == [rows[1].public_id]

    def listed(**query: str) -> list[str]:
        return [row["sku"] for row in client.get(f"{API}recommendations/", query).json()["results"]]

    assert listed(starts_on=day) == ["SKU-0000"]
    assert listed(starts_after=day) == ["SKU-0001"]
    assert client.get(f"{API}recommendations/", {"starts_on": "soon"}).status_code == 400
    prices = {row["sku"]: row for row in client.get(f"{API}price-list/", {"on": day}).json()}
    assert prices["SKU-0000"]["new_price"] == "26.49"
    assert (prices["SKU-0001"]["new_price"], prices["SKU-0001"]["coming_on"]) == (
        "24.99",
        days(20).isoformat(),
    )
    assert client.get(f"{API}price-list/", {"on": "2020-01-01"}).status_code == 422


def test_price_list_costs_the_same_for_many(cast: Cast) -> None:
    _run, rows = make_list(cast.umoja, 40)
    with tenant(cast.umoja):
        ids = [row.pk for row in rows]
        recommendations.accept_many(ids, by=cast.thandi.actor, now=NOW, starts_on=days(3))
        with assert_max_queries(3):
            assert len(lists.of_day(TODAY)) == 40


def test_one_notice_a_day_even_when_swept_twice_or_late(cast: Cast) -> None:
    manager, viewer = cast.hire("manager"), cast.hire("viewer")
    _run, rows = make_list(cast.umoja, 4)
    for row, day in zip(rows, (None, days(1), days(1), days(2)), strict=True):
        accept(cast, row, starts_on=day)
    with tenant(cast.umoja):
        assert telling.prices_started(now=six(days(1)) - timedelta(minutes=1)) == 0  # not before six
        assert telling.prices_started(now=six(days(1))) == 2  # what started at once is not told
        assert telling.prices_started(now=six(days(1))) == 0
    told = Notification.objects.filter(kind="pricing.start")
    assert {note.user_id for note in told} == {cast.thandi.user.pk, manager.user.pk}
    assert viewer.user.pk not in {note.user_id for note in told}
    assert {note.title for note in told} == {"2 new prices start today"}
    assert "Load the price list into your till" in told[0].body
    with tenant(cast.umoja):
        assert telling.prices_started(now=six(days(5))) == 1  # beat was away for days
    late = told.exclude(title__endswith="today")
    assert late.count() == 2
    assert {note.title for note in late} == {f"1 new price started on {days(2):%-d %B %Y}"}


def test_beat_finds_the_organisations_with_prices_that_start(cast: Cast, advice: Recommendation) -> None:
    accept(cast, advice, starts_on=days(1))
    find = fan_out.organisations_with_abandoned
    assert find("pricing.Recommendation", "starting_untold") == []
    with tenant(cast.umoja):
        Recommendation.objects.filter(pk=advice.pk).update(starts_on=days(-1))
    assert find("pricing.Recommendation", "starting_untold") == [cast.umoja.pk]
    entry = SCHEDULE["pricing-starts-sweep"]
    assert entry["kwargs"]["task"] == tasks.starts_sweep.name
    assert find(entry["kwargs"]["model"], entry["kwargs"]["due"]) == [cast.umoja.pk]
    tasks.starts_sweep(organisation_id=cast.umoja.pk)  # as a worker runs it
    assert find("pricing.Recommendation", "starting_untold") == []
    assert Notification.objects.filter(kind="pricing.start", user=cast.thandi.user).count() == 1
