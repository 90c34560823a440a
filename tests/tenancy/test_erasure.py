"""The end of an organisation: whatever table it had rows in, none is left, and its neighbour keeps all of theirs."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from accounts.models import Organisation
from accounts.services import deletion, erasure
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast
from tests.tenancy.world import build_world

pytestmark = pytest.mark.django_db


def rows_of(organisation_id: int) -> dict[str, int]:
    """How many rows each table has for an organisation, tables without any left out."""
    with all_tenants(reason="test"):
        counts = {
            model._meta.label: model._default_manager.filter(organisation_id=organisation_id).count()
            for model in owned_models()
        }
    return {label: count for label, count in counts.items() if count}


def owned_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if any(field.name == "organisation" and field.is_relation for field in model._meta.fields)
    ]


def test_purge_leaves_no_row_of_the_organisation_and_all_of_its_neighbour() -> None:
    cast = build_cast()
    build_world(cast)
    now = timezone.now()
    with tenant(cast.karoo):
        deletion.request(by=cast.charlize.actor, now=now)
    before, neighbour = rows_of(cast.karoo.pk), rows_of(cast.umoja.pk)
    assert {"pricing.Product", "pricing.Recommendation", "accounts.Membership", "core.AuditEntry"} <= set(
        before
    )

    assert erasure.purge(cast.karoo.pk, now=now + timedelta(days=31))

    assert not Organisation.objects.filter(pk=cast.karoo.pk).exists()
    assert rows_of(cast.karoo.pk) == {}
    assert rows_of(cast.umoja.pk) == neighbour


def test_table_without_eraser_stops_the_purge(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = build_cast()
    build_world(cast)
    now = timezone.now()
    with tenant(cast.karoo):
        deletion.request(by=cast.charlize.actor, now=now)
    before = rows_of(cast.karoo.pk)
    monkeypatch.setattr(erasure, "organisation_erasers", list)

    with pytest.raises(erasure.RowsLeft, match=r"pricing\.Product"):
        erasure.purge(cast.karoo.pk, now=now + timedelta(days=31))

    assert rows_of(cast.karoo.pk) == before
