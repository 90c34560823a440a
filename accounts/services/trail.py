"""What members do with their organisation's audit trail: check it, take it away."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from accounts import permissions
from synthai.core import audit_checks, audit_export
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.audit_reading import TrailFilter
from synthai.core.models import AuditCheck


@transaction.atomic
def check(*, by: Actor, now: datetime) -> AuditCheck:
    """Have the chain computed again in the background; the check under way when there is one."""
    require(by, permissions.AUDIT_VIEW)
    return audit_checks.start(by=by, now=now)


@transaction.atomic
def export(wanted: TrailFilter, *, by: Actor, names: Mapping[str, str]) -> Iterator[bytes]:
    """The entries that fit as CSV, in pieces to be read inside the tenant. The download is an entry itself.

    `names` says what ids in them are called.
    """
    require(by, permissions.AUDIT_EXPORT)
    up_to = audit_export.newest_key()
    told = {name: str(given) for name, given in vars(wanted).items() if given and name != "actor_user_id"}
    audit(None, "core.audit.exported", by=by, changes={"filters": ["", told]} if told else {})
    return audit_export.rows(wanted, up_to=up_to, by=by, names=names)
