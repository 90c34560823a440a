"""What a plan gives, as every process knows it a second after it changed; what bought seats add."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as Away

from billing.models import PlanValue, ValueOverride
from billing.services import grants
from billing.tests.factories import Shop
from synthai.core import entitlements
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

SEATS = "accounts.seats"


def agree(shop: Shop, value: Any) -> None:
    with tenant(shop.organisation_id):
        ValueOverride.objects.update_or_create(feature=SEATS, defaults={"value": value, "reason": "test"})


class TestGiven:
    def test_bought_seats_are_given(self, shop: Shop) -> None:
        shop.subscribe("starter", quantity=5)
        grants.changed(shop.organisation_id)
        assert entitlements.limit(shop.organisation_id, SEATS) == 5

    def test_fewer_bought_than_included_are_those_included(self, shop: Shop) -> None:
        shop.subscribe("starter", quantity=1)
        grants.changed(shop.organisation_id)
        assert entitlements.limit(shop.organisation_id, SEATS) == 3

    def test_what_nobody_sells_is_limited_by_nobody(self, db: None) -> None:
        assert entitlements.limit(4_000_000, SEATS) is None
        assert entitlements.allows(4_000_000, "accounts.single_sign_on")


class TestFresh:
    def test_warm_it_asks_nothing(self, shop: Shop) -> None:
        entitlements.limit(shop.organisation_id, SEATS)
        with assert_max_queries(0):
            assert entitlements.limit(shop.organisation_id, SEATS) == 2

    def test_what_another_process_changed_counts_within_a_second(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert entitlements.FRESH_SECONDS < 1
        monkeypatch.setattr(entitlements, "FRESH_SECONDS", 60)
        assert entitlements.limit(shop.organisation_id, SEATS) == 2
        agree(shop, 7)
        with monkeypatch.context() as elsewhere:  # what this process knows stays as it is
            elsewhere.setattr(entitlements, "forget", lambda _organisation_id: None)
            grants.changed(shop.organisation_id)
        assert entitlements.limit(shop.organisation_id, SEATS) == 2
        monkeypatch.setattr(entitlements, "FRESH_SECONDS", 0)  # as if that long had passed
        assert entitlements.limit(shop.organisation_id, SEATS) == 7

    def test_who_read_before_the_change_keeps_nothing_for_others(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        true_work = grants.work_out

        def slow(**given: Any) -> entitlements.Grants:
            found = true_work(**given)  # the rows of before …
            monkeypatch.setattr(grants, "work_out", true_work)
            agree(shop, 7)  # … and the change comes between
            grants.changed(shop.organisation_id)
            return found

        monkeypatch.setattr(grants, "work_out", slow)
        assert grants.of_organisation(shop.organisation_id).by_feature[SEATS].value == 2
        assert grants.of_organisation(shop.organisation_id).by_feature[SEATS].value == 7

    def test_without_valkey_the_database_is_asked_and_not_often(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_: Any, **__: Any) -> None:
            raise Away

        for verb in ("get", "get_many", "set"):
            monkeypatch.setattr(type(cache._connections[cache._alias]), verb, away)  # type: ignore[attr-defined]  # noqa: SLF001
        assert grants._kept(shop.organisation_id) == ("", None)  # noqa: SLF001 - really away
        asked: list[datetime] = []
        true_work = grants.work_out

        def counted(*, now: datetime) -> entitlements.Grants:
            asked.append(now)
            return true_work(now=now)

        monkeypatch.setattr(grants, "work_out", counted)
        entitlements.forget(shop.organisation_id)
        for _turn in range(50):
            assert entitlements.limit(shop.organisation_id, SEATS) == 2
        assert len(asked) == 1
        agree(shop, 7)
        grants.changed(shop.organisation_id)
        assert entitlements.limit(shop.organisation_id, SEATS) == 7

    def test_a_plan_of_the_catalogue_counts_for_all(self, shop: Shop) -> None:
        assert entitlements.limit(shop.organisation_id, SEATS) == 2
        PlanValue.objects.filter(plan__code="free", feature=SEATS).update(value=6)
        grants.catalogue_changed()
        assert entitlements.limit(shop.organisation_id, SEATS) == 6
