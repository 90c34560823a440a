"""Products and price runs as the plan has them."""

from typing import Any

import pytest
from django.utils import timezone

from billing.models import PlanValue, UsageEvent
from billing.services import grants
from billing.tests.factories import Shop
from pricing.models import ImportState, Product, Run, RunState
from pricing.selectors import products as selectors
from pricing.services import products, runs
from pricing.tests.factories import bring_in
from pricing.tests.import_files import history
from pricing.tests.test_services_runs import sell
from synthai.core.entitlements import LimitReached
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp", "read_in_process")]
FREE = 100


def sales(first: int, count: int) -> bytes:
    lines: list[tuple[Any, ...]] = [
        ("2026-11-01", f"SKU-{first + number}", 1, "10.00") for number in range(count)
    ]
    return history(*lines)


@pytest.fixture
def shop(cast: Cast) -> Shop:
    return Shop(cast, now=timezone.now())


def counted(cast: Cast) -> int:
    with tenant(cast.umoja):
        return selectors.counted(cast.umoja.pk)


class TestProducts:
    def test_an_import_that_does_not_fit_leaves_nothing_and_says_why(self, cast: Cast, shop: Shop) -> None:
        assert bring_in(cast.thandi.actor, sales(0, 90)).state == ImportState.LOADED
        refused = bring_in(cast.thandi.actor, sales(80, 21))
        assert (refused.state, refused.error_code) == (ImportState.FAILED, "core.plan.limit_reached")
        assert "a limit of 100 for “Products”. In use: 90. There is no room for 11 more." in refused.error
        assert counted(cast) == 90
        page = (
            cast.thandi.client().get(f"/o/umoja-foods/pricing/imports/{refused.public_id}/").content.decode()
        )
        assert "Nothing was imported" in page
        assert "no room for 11 more" in page
        assert bring_in(cast.thandi.actor, sales(80, 20)).state == ImportState.LOADED
        assert counted(cast) == FREE

    def test_over_the_limit_known_products_go_on(self, cast: Cast, shop: Shop) -> None:
        shop.subscribe("starter")
        grants.changed(cast.umoja.pk)
        bring_in(cast.thandi.actor, sales(0, 120))
        PlanValue.objects.filter(feature="pricing.products").update(value=FREE)
        grants.catalogue_changed()
        again = history(*[("2026-11-02", f"SKU-{number}", 2, "11.00") for number in range(120)])
        assert bring_in(cast.thandi.actor, again).state == ImportState.LOADED
        assert bring_in(cast.thandi.actor, sales(120, 1)).state == ImportState.FAILED

    def test_one_put_away_comes_back_only_to_a_free_place(self, cast: Cast, shop: Shop) -> None:
        bring_in(cast.thandi.actor, sales(0, 100))
        now = timezone.now()

        def put(sku: str, *, away: bool) -> Product:
            with tenant(cast.umoja):
                changes = products.Changes(is_archived=away)
                product = Product.objects.get(sku=sku)
                return products.change(product.pk, changes, by=cast.thandi.actor, now=now, today=now.date())

        put("SKU-1", away=True)
        bring_in(cast.thandi.actor, sales(500, 1))
        with pytest.raises(LimitReached, match="In use: 100"):
            put("SKU-1", away=False)
        put("SKU-2", away=True)
        assert not put("SKU-1", away=False).is_archived
        assert counted(cast) == FREE


class TestRuns:
    def end(self, cast: Cast, run: Run) -> None:
        with tenant(cast.umoja):
            Run.objects.filter(pk=run.pk).update(state=RunState.FAILED)

    def start(self, cast: Cast) -> Run:
        with tenant(cast.umoja):
            return runs.start(by=cast.thandi.actor, now=timezone.now())

    def used(self, cast: Cast) -> int:
        with tenant(cast.umoja):
            return int(UsageEvent.objects.filter(metric="pricing.runs").count())

    def test_each_request_counts_once_and_a_retry_costs_nothing(self, cast: Cast, shop: Shop) -> None:
        sell(cast)
        run = self.start(cast)
        with pytest.raises(runs.RunAlreadyActive):
            self.start(cast)
        self.end(cast, run)
        with tenant(cast.umoja):
            runs.try_again(run.pk, by=cast.thandi.actor, now=timezone.now())
            runs.claim(run.pk, now=timezone.now())
        assert self.used(cast) == 1

    def test_a_month_has_so_many_and_the_refusal_is_a_page(self, cast: Cast, shop: Shop) -> None:
        sell(cast)
        for _turn in range(4):
            self.end(cast, self.start(cast))
        client = cast.thandi.client()
        reply = client.post("/o/umoja-foods/pricing/runs/start/")
        text = reply.content.decode()
        assert reply.status_code == 402
        assert "a limit of 4 a month for “Price runs”. Used: 4." in text
        assert "See plans and limits" in text
        manager = cast.hire("manager").client().post("/o/umoja-foods/pricing/runs/start/").content.decode()
        assert "Your plan&#x27;s limit is reached" in manager
        api = client.post("/api/v1/o/umoja-foods/pricing/runs/", {}, content_type="application/json")
        assert (api.status_code, api.json()["feature"]) == (402, "pricing.runs")
        assert self.used(cast) == 4
        with tenant(cast.umoja):
            assert Run.objects.count() == 4
