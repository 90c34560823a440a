"""The audit trail: whose entry it is, what it says, and that it is written with the deed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.models import AuditEntry, FailedTask
from synthai.core.tenancy import WrongTenant, all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


def test_entry_says_who_did_what_to_what(cast: Cast) -> None:
    with tenant(cast.umoja):
        task = FailedTask.objects.create(name="x")
        audit(
            task,
            "core.task.retried",
            by=cast.thandi.actor,
            changes={"price": [Decimal("1.10"), date(2026, 11, 21)]},
        )
        entry = AuditEntry.objects.get()
    assert entry.organisation == cast.umoja
    assert (entry.code, entry.object_type, entry.object_id) == (
        "core.task.retried",
        "core.failedtask",
        str(task.pk),
    )
    assert (entry.actor_kind, entry.actor_label, entry.actor_user) == (
        "person",
        "Thandi Mokoena",
        cast.thandi.user,
    )
    assert entry.changes == {"price": ["1.10", "2026-11-21"]}
    assert entry.request_id == "test-request"


def test_object_is_named_by_its_public_id(cast: Cast) -> None:
    entry = audit(cast.umoja, "accounts.organisation.changed", by=cast.thandi.actor)
    assert entry.object_id == cast.umoja.public_id
    assert entry.organisation_id == cast.umoja.pk  # the actor's, when nothing else says


def test_outside_a_tenant_the_organisation_can_be_named(cast: Cast) -> None:
    entry = audit(None, "accounts.organisation.created", by=system_actor(), organisation_id=cast.karoo.pk)
    assert entry.organisation_id == cast.karoo.pk
    with tenant(cast.umoja):
        assert AuditEntry.objects.count() == 0
    with tenant(cast.karoo):
        assert AuditEntry.objects.count() == 1


def test_a_deed_outside_every_organisation_has_none() -> None:
    entry = audit(None, "accounts.person.signed_in", by=Actor(kind="person", label="Vusi", ip="196.25.1.1"))
    assert (entry.organisation_id, entry.object_type, entry.ip) == (None, "", "196.25.1.1")


def test_staff_looking_at_all_tenants_is_recorded_with_the_one(cast: Cast) -> None:
    staff = Actor(kind="staff", label="Staff")
    with all_tenants(reason="test"):
        assert (
            audit(None, "staff.run.viewed", by=staff, organisation_id=cast.umoja.pk).organisation
            == cast.umoja
        )
        assert audit(None, "staff.list.viewed", by=staff).organisation is None


def test_an_entry_for_another_organisation_is_refused(cast: Cast) -> None:
    with tenant(cast.umoja), pytest.raises(WrongTenant):
        audit(None, "x.y.z", by=system_actor(), organisation_id=cast.karoo.pk)


def test_entry_is_undone_with_its_deed(cast: Cast) -> None:
    with tenant(cast.umoja), transaction.atomic():
        audit(None, "x.y.z", by=system_actor())
        transaction.set_rollback(True)
    with all_tenants(reason="test"):
        assert AuditEntry.objects.count() == 0
