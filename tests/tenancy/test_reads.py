"""The first fence: no read of a tenant table without a tenant, and only its rows with one."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.models import Organisation
from pricing.models import Category
from synthai.core.tenancy import TenantMissing, all_tenants, tenant
from synthai.core.testing.cast import Cast
from tests.tenancy.rows import names, stored, unsaved

pytestmark = pytest.mark.django_db
Rows = Category.objects


async def _walk() -> list[Any]:
    return [row async for row in Rows.defer("name")]


async def _count() -> Any:
    return await Rows.acount()


ROADS: dict[str, Callable[[], Any]] = {
    "list": lambda: list(Rows.all()),
    "get": lambda: Rows.get(pk=1),
    "first": lambda: Rows.order_by("pk").first(),
    "exists": Rows.exists,
    "distinct exists": lambda: Rows.distinct().exists(),
    "exclude exists": lambda: Rows.exclude(name="a").exists(),
    "count": Rows.count,
    "aggregate": lambda: Rows.aggregate(n=Count("pk")),
    "values": lambda: list(Rows.values("name")),
    "iterator": lambda: list(Rows.iterator()),
    "in_bulk": lambda: Rows.in_bulk([1]),
    "update": lambda: Rows.update(name="x"),
    "delete": lambda: Rows.all().delete(),
    "raw delete": lambda: Rows.all()._raw_delete("default"),
    "raw": lambda: list(Rows.raw("SELECT * FROM pricing_category")),
    "union": lambda: list(Rows.all().union(Rows.all())),
    "explain": lambda: Rows.all().explain(),
    "subquery": lambda: list(_organisations().filter(pk__in=Subquery(Rows.values("organisation_id")))),
    "exists subquery": lambda: list(
        _organisations().filter(Exists(Rows.filter(organisation=OuterRef("pk"))))
    ),
    "base manager": lambda: list(Category._base_manager.all()),
    "get_or_create": lambda: Rows.get_or_create(name="x"),
    "update_or_create": lambda: Rows.update_or_create(name="x"),
    "acount": async_to_sync(_count),
    "async for": async_to_sync(_walk),
}


def _organisations() -> Any:
    return Organisation.objects


@pytest.mark.parametrize("road", ROADS)
def test_nothing_is_read_without_a_tenant(road: str, cast: Cast) -> None:
    stored(cast.umoja, "a")
    with pytest.raises(TenantMissing, match="No organisation is active"):
        ROADS[road]()


def test_each_tenant_sees_its_own_rows(cast: Cast) -> None:
    stored(cast.umoja, "a", "b")
    stored(cast.karoo, "c")
    with tenant(cast.umoja):
        assert names() == ["a", "b"]
        with tenant(cast.karoo):
            assert names() == ["c"]
        assert names() == ["a", "b"]
        assert not Rows.filter(name="c").exists()
        assert Rows.exclude(Q(name="a")).count() == 1
    with all_tenants(reason="test"):
        assert names() == ["a", "b", "c"]


def test_queryset_binds_to_the_tenant_of_the_moment(cast: Cast) -> None:
    """As a form does, whose queryset was built at import time."""
    stored(cast.umoja, "a")
    stored(cast.karoo, "c")
    built_outside = Rows.order_by("name").values_list("name", flat=True)
    with tenant(cast.umoja):
        assert list(built_outside.all()) == ["a"]
    with tenant(cast.karoo):
        assert list(built_outside.all()) == ["c"]


def test_refresh_and_related_fetch_pass_the_fence(cast: Cast) -> None:
    (row,) = stored(cast.umoja, "a")
    with pytest.raises(TenantMissing):
        row.refresh_from_db()
    with tenant(cast.karoo), pytest.raises(Category.DoesNotExist):
        row.refresh_from_db()
    with tenant(cast.umoja):
        row.refresh_from_db()
        assert row.organisation == cast.umoja


def test_subquery_from_a_global_table_sees_one_tenant(cast: Cast) -> None:
    stored(cast.umoja, "a")
    stored(cast.karoo, "c")
    with tenant(cast.umoja):
        found = _organisations().filter(Exists(Rows.filter(organisation=OuterRef("pk"))))
        assert list(found) == [cast.umoja]


def test_unique_check_of_full_clean_needs_a_tenant(cast: Cast) -> None:
    stored(cast.umoja, "a")
    with pytest.raises(TenantMissing):
        unsaved(cast.umoja, "a").full_clean()


def test_tenant_survives_an_exception_and_restores_the_outer_one(cast: Cast) -> None:
    stored(cast.umoja, "a")
    with tenant(cast.umoja):
        with pytest.raises(ValueError, match="inside"), tenant(cast.karoo):
            raise ValueError("inside")
        assert names() == ["a"]
    with pytest.raises(TenantMissing):
        names()


@pytest.mark.parametrize("nonsense", [None, True, "1"])
def test_tenant_takes_only_a_saved_organisation(nonsense: Any) -> None:
    with pytest.raises((TypeError, AttributeError)), tenant(nonsense):
        pass


def test_all_tenants_needs_a_reason_and_leaves_a_record(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="reason"), all_tenants(reason=" "):
        pass
    with caplog.at_level("INFO", logger="synthai.tenancy"), all_tenants(reason="a test looks"):
        pass
    assert "a test looks" in caplog.text
