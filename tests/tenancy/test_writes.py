"""The first fence, writing: a row names its organisation, and that is the active one."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core import checks
from django.db import IntegrityError, models, transaction

from pricing.models import Category
from synthai.core.models import FailedTask, TenantManager, TenantModel, TenantQuerySet
from synthai.core.tenancy import TenantMissing, WrongTenant, all_tenants, tenant
from synthai.core.testing.cast import Cast
from tests.tenancy.rows import names, stored, unsaved

LATER = datetime(2030, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_new_row_takes_the_active_tenant(cast: Cast) -> None:
    with tenant(cast.umoja):
        row = Category.objects.create(name="k")
    assert row.organisation_id == cast.umoja.pk


def test_saving_needs_the_rows_own_tenant(cast: Cast) -> None:
    with pytest.raises(TenantMissing):
        unsaved(cast.umoja, "a").save()
    with tenant(cast.karoo), pytest.raises(WrongTenant, match="organisation"):
        unsaved(cast.umoja, "a").save()


def test_deleting_needs_the_rows_own_tenant(cast: Cast) -> None:
    (row,) = stored(cast.umoja, "a")
    with pytest.raises(TenantMissing):
        row.delete()
    with tenant(cast.karoo), pytest.raises(WrongTenant):
        row.delete()
    with tenant(cast.umoja):
        assert row.delete()[0] == 1


def test_a_row_cannot_be_taken_over_by_renaming_its_organisation(cast: Cast) -> None:
    (row,) = stored(cast.umoja, "a")
    row.organisation = cast.karoo
    with tenant(cast.karoo), pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with tenant(cast.umoja):
        assert names() == ["a"]


def test_bulk_create_refuses_a_strangers_row(cast: Cast) -> None:
    rows = [unsaved(cast.umoja, "a"), unsaved(cast.karoo, "c")]
    with tenant(cast.umoja), pytest.raises(WrongTenant):
        Category.objects.bulk_create(rows)
    with pytest.raises(TenantMissing):
        Category.objects.bulk_create(rows)
    with all_tenants(reason="test"):
        assert names() == []


def test_upsert_must_find_its_row_by_the_organisation(cast: Cast) -> None:
    (row,) = stored(cast.umoja, "a")
    mine = unsaved(cast.karoo, "stolen")
    mine.pk = row.pk
    with tenant(cast.karoo):
        with pytest.raises(WrongTenant, match="unique_fields"):
            Category.objects.bulk_create(
                [mine], update_conflicts=True, unique_fields=["id"], update_fields=["name"]
            )
        with pytest.raises(WrongTenant, match="never moves"):
            Category.objects.bulk_create(
                [mine],
                update_conflicts=True,
                unique_fields=["organisation", "name"],
                update_fields=["organisation"],
            )
    with tenant(cast.umoja):
        assert names() == ["a"]


def test_upsert_by_organisation_updates_its_own_row(cast: Cast) -> None:
    stored(cast.umoja, "a")
    again = unsaved(cast.umoja, "a")
    again.created_at = LATER
    with tenant(cast.umoja):
        Category.objects.bulk_create(
            [again],
            update_conflicts=True,
            unique_fields=["organisation", "name"],
            update_fields=["created_at"],
        )
        assert Category.objects.get().created_at == LATER


@pytest.mark.parametrize("field", ["organisation", "organisation_id"])
def test_update_never_moves_a_row(field: str, cast: Cast) -> None:
    (row,) = stored(cast.umoja, "a")
    with tenant(cast.umoja):
        with pytest.raises(WrongTenant, match="never moves"):
            Category.objects.update(**{field: cast.karoo.pk})
        with pytest.raises(WrongTenant, match="never moves"):
            Category.objects.bulk_update([row], [field])


def test_bulk_update_touches_only_the_tenants_rows(cast: Cast) -> None:
    (mine,), (other,) = stored(cast.umoja, "a"), stored(cast.karoo, "c")
    mine.name, other.name = "a2", "c2"
    with tenant(cast.umoja):
        with pytest.raises(WrongTenant):
            Category.objects.bulk_update([mine, other], ["name"])
        other.organisation = cast.umoja
        assert Category.objects.bulk_update([mine, other], ["name"]) == 1
    with all_tenants(reason="test"):
        assert names() == ["a2", "c"]


def test_rows_of_the_system_belong_to_no_tenant(cast: Cast) -> None:
    FailedTask.objects.create(name="system")
    with tenant(cast.umoja):
        FailedTask.objects.create(name="umoja")
        assert [task.name for task in FailedTask.objects.all()] == ["umoja"]
        with pytest.raises(WrongTenant, match="organisation None"):
            FailedTask(name="system", organisation=None).save()
    assert [task.name for task in FailedTask.objects.all()] == ["system"]
    with pytest.raises(WrongTenant, match="while no organisation"):
        FailedTask(name="x", organisation=cast.umoja).save()
    with all_tenants(reason="test"):
        assert FailedTask.objects.count() == 2


def test_every_way_to_a_manager_is_fenced() -> None:
    assert isinstance(TenantQuerySet.as_manager(), TenantManager)
    assert isinstance(TenantQuerySet.as_tenant_manager(), TenantManager)


def test_a_manager_without_the_fence_is_an_error_of_check() -> None:
    class Loose(TenantModel):
        loose = models.Manager()

        class Meta(TenantModel.Meta):
            app_label = "core"
            managed = False

    try:
        found = [each.id for each in Loose.check() if isinstance(each, checks.Error)]
        assert "core.E001" in found
    finally:
        del apps.all_models["core"]["loose"]
        apps.clear_cache()
