"""An organisation's end takes its trail along, by that one road, and leaves a note of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import deletion, erasure
from synthai.core.audit_anchors import anchor_all
from synthai.core.audit_chain import verify
from synthai.core.models import AuditAnchor, AuditEntry
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_purge_takes_the_trail_and_notes_its_end() -> None:
    cast, now = build_cast(), timezone.now()
    with tenant(cast.karoo):
        deletion.request(by=cast.charlize.actor, now=now)
    anchor_all(now=now)
    end = verify(cast.karoo.pk)
    assert erasure.purge(cast.karoo.pk, now=now + timedelta(days=31))
    with all_tenants(reason="test"):
        left = AuditEntry.objects.filter(organisation=cast.karoo.pk).count()
        anchors = AuditAnchor.objects.filter(organisation=cast.karoo.pk).count()
        note = AuditEntry.objects.get(code="accounts.organisation.erased")
    assert (left, anchors) == (0, 0)
    assert note.changes["head"] == [end.head_hash.hex(), None]
    assert note.changes["entries"] == [end.head_seq, 0]
    assert verify(None).fault is None
