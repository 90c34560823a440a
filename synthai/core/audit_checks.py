"""Checking a chain of the audit trail again, as a row with progress that a page can watch."""

import logging
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from synthai.core import realtime
from synthai.core.access import Actor, ActorKind, system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.audit_chain import FAULTS, Verdict, verify
from synthai.core.errors import NotFound
from synthai.core.models import AuditCheck
from synthai.core.tasks import tenant_task

AREA = "audit"
ABANDONED_AFTER = timedelta(minutes=30)
logger = logging.getLogger("synthai.audit")


@transaction.atomic
def start(*, by: Actor, now: datetime) -> AuditCheck:
    """Ask for a check of the active tenant's chain; the one under way when there is one. The caller judges who may."""
    running = AuditCheck.objects.filter(
        state__in=[AuditCheck.State.WAITING, AuditCheck.State.RUNNING], requested_at__gt=now - ABANDONED_AFTER
    )
    found: AuditCheck | None = running.order_by("-requested_at").first()
    if found is not None:
        return found
    check: AuditCheck = AuditCheck.objects.create(requested_by=by.label, requested_at=now)
    audit_check_run.enqueue(
        organisation_id=check.organisation_id or 0,
        check_id=check.pk,
        kind=by.kind,
        user_id=by.user_id,
    )
    return check


def run(check_id: int, *, by: Actor | None = None) -> Verdict | None:
    """Compute the chain and write the outcome down, as a deed of `by`, else of the machinery. May run twice.

    None when the check is gone or done.
    Not in a transaction: progress is committed batch by batch, and hinted to open pages.
    """
    check: AuditCheck | None = AuditCheck.objects.select_related("organisation").filter(pk=check_id).first()
    if check is None or not check.is_open:
        return None
    AuditCheck.objects.filter(pk=check.pk).update(state=AuditCheck.State.RUNNING)
    verdict = verify(check.organisation_id, progress=partial(_tell, check))
    _finish(check, verdict, by=by or system_actor(check.organisation_id), now=timezone.now())
    return verdict


def latest() -> AuditCheck | None:
    """The newest check of the active tenant."""
    found: AuditCheck | None = AuditCheck.objects.order_by("-requested_at", "-pk").first()
    return found


def get(public_id: str) -> AuditCheck:
    """One check of the active tenant. Raises NotFound."""
    found: AuditCheck | None = AuditCheck.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def outcome(check: AuditCheck) -> str:
    """What a broken check says, in one sentence; empty otherwise."""
    return str(FAULTS[check.fault]) % {"seq": check.broken_seq} if check.fault in FAULTS else ""


def topic(organisation: Any) -> str:
    """Where progress of an organisation's checks is hinted."""
    return realtime.organisation_topic(organisation.public_id, AREA)


def _tell(check: AuditCheck, done: int, total: int) -> None:
    AuditCheck.objects.filter(pk=check.pk).update(checked=done, total=total)
    _hint(check, done)


def _hint(check: AuditCheck, version: int) -> None:
    if check.organisation is not None:
        realtime.push(topic(check.organisation), "check", check.public_id, version)


@transaction.atomic
def _finish(check: AuditCheck, verdict: Verdict, *, by: Actor, now: datetime) -> None:
    fault = verdict.fault
    check.state = AuditCheck.State.BROKEN if fault else AuditCheck.State.PASSED
    check.checked, check.anchors, check.finished_at = verdict.checked, verdict.witnesses, now
    check.total = max(check.total, verdict.checked)
    check.head_seq, check.head_hash = verdict.head_seq, verdict.head_hash
    check.broken_seq, check.fault = (fault.seq, fault.kind) if fault else (None, "")
    check.save()
    changes: dict[str, Any] = {
        "entries": [0, verdict.checked],
        "hash": ["", verdict.head_hash.hex()],
        "fault": ["", str(fault or "")],
    }
    audit(check, f"core.audit.{check.state}", by=by, changes=changes)
    if fault:
        logger.error("Audit trail broken", extra={"tenant": check.organisation_id, "fault": str(fault)})
    after_commit(_hint, check, verdict.checked + 1)


@tenant_task(queue="heavy", time_limit=1800)
def audit_check_run(
    *, organisation_id: int, check_id: int, kind: ActorKind = "system", user_id: int | None = None, **_: Any
) -> None:
    """One check, as a deed of who asked for it."""
    label = AuditCheck.objects.filter(pk=check_id).values_list("requested_by", flat=True).first() or ""
    by = Actor(kind=kind, label=label, user_id=user_id, organisation_id=organisation_id)
    run(check_id, by=by if kind != "system" else None)
