"""The daily note of where each chain of the audit trail ends, so that cutting its end off is found as well.

Once a day (Africa/Johannesburg) for each chain that grew: a row, a line of the log, and in the chain outside every
organisation one entry with the SHA-256 over all of the day's notes. Whoever keeps the logs elsewhere keeps proof.
"""

import hashlib
import logging
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.models import AuditAnchor, AuditEntry
from synthai.core.tasks import system_task
from synthai.core.tenancy import all_tenants

BATCH = 1000
logger = logging.getLogger("synthai.audit")


def anchor_all(*, now: datetime) -> int:
    """Note the heads of today's chains; returns how many. Idempotent within a day.

    A chain that did not grow since its last note gets none. The machinery's own chain comes last, in a
    transaction of its own, with the entry that sums the others up.
    """
    day = timezone.localdate(now)
    with all_tenants(reason="audit anchors"):
        if AuditAnchor.objects.filter(organisation=None, day=day).exists():
            return 0
        with transaction.atomic():
            noted = _anchor_organisations(day)
            summary = hashlib.sha256(b"".join(bytes(anchor.hash) for anchor in noted)).hexdigest()
            changes = {"chains": [0, len(noted)], "digest": ["", summary]}
            audit(None, "core.audit.anchored", by=system_actor(), changes=changes)
        newest = AuditEntry.objects.filter(organisation=None, seq__isnull=False).order_by("-seq").first()
        own = AuditAnchor(organisation=None, day=day, seq=newest.seq, hash=bytes(newest.hash))
        _store([own])
    for anchor in (*noted, own):
        place = {"tenant": anchor.organisation_id, "seq": anchor.seq, "hash": anchor.hash.hex()}
        logger.info("Audit anchor", extra=place)
    return len(noted) + 1


def _anchor_organisations(day: date) -> list[AuditAnchor]:
    organisations: Any = apps.get_model(settings.ORGANISATION_MODEL)
    chain = AuditEntry.objects.filter(organisation=OuterRef("pk"), seq__isnull=False).order_by("-seq")
    last = AuditAnchor.objects.filter(organisation=OuterRef("pk")).order_by("-day")
    heads = (
        organisations.objects.annotate(
            head_seq=Subquery(chain.values("seq")[:1]),
            head_hash=Subquery(chain.values("hash")[:1]),
            noted_seq=Subquery(last.values("seq")[:1]),
        )
        .filter(head_seq__isnull=False)
        .order_by("pk")
        .values_list("pk", "head_seq", "head_hash", "noted_seq")
    )
    anchors = [
        AuditAnchor(organisation_id=pk, day=day, seq=seq, hash=bytes(known))
        for pk, seq, known, noted in heads.iterator(chunk_size=BATCH)
        if seq != noted
    ]
    _store(anchors)
    return anchors


def _store(anchors: list[AuditAnchor]) -> None:
    AuditAnchor.objects.bulk_create(anchors, batch_size=BATCH, ignore_conflicts=True)


@system_task(max_retries=0)
def audit_anchor(**_: object) -> None:
    """Hourly, by beat; the first run of a day does the work."""
    anchor_all(now=timezone.now())
