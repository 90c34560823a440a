"""The end of an organisation: after its days of grace nothing of it stays.

Each app's eraser runs in order (synthai.core.erasure), inside one transaction and the organisation's tenant; a tenant
table with rows left stops everything. The audit trail and whatever the database cascades goes with the row itself.
"""

from datetime import datetime

from django.apps import apps
from django.db import transaction

from accounts import events, locks
from accounts.models import (
    AccessRule,
    ApiKey,
    BankDetails,
    Branch,
    CustomRole,
    Guest,
    Invitation,
    Membership,
    Organisation,
    RemovedMember,
    SupportAccess,
)
from accounts.services import logos, sso_providers
from notifications.services import mail
from synthai.core import realtime
from synthai.core.access import system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.erasure import organisation_erasers
from synthai.core.events import publish
from synthai.core.models import AuditEntry, TenantModel
from synthai.core.tenancy import tenant


class RowsLeft(RuntimeError):
    """Some tenant table has no eraser: a fault of ours, and nothing was deleted."""


def due(*, now: datetime) -> list[int]:
    """Keys of the organisations whose days of grace are over."""
    ended = Organisation.objects.due_for_purge(at=now).order_by("delete_after")
    return list(ended.values_list("pk", flat=True))


@transaction.atomic
def purge(organisation_id: int, *, now: datetime) -> bool:
    """Delete one organisation for good. False when it is gone, kept, or still in its days of grace. Idempotent.

    Raises RowsLeft, with nothing deleted. The owner is told by mail.
    """
    organisation = _lock_due(organisation_id, now=now)
    if organisation is None:
        return False
    owner = Membership.objects.owners().select_related("user").get(organisation=organisation).user
    with tenant(organisation):
        trail = _end_of_trail()
        for _name, erase in organisation_erasers():
            erase(organisation_id)
        Invitation.objects.all().delete()
        Membership.objects.filter(organisation=organisation).delete()
        RemovedMember.objects.all().delete()
        Guest.objects.filter(organisation=organisation).delete()
        logos.forget_all()
        sso_providers.forget_all(organisation)
        ApiKey.objects.of_organisation(organisation_id).delete()
        AccessRule.objects.all().delete()
        BankDetails.objects.all().delete()
        Branch.objects.all().delete()  # its people went with their memberships
        CustomRole.objects.all().delete()
        SupportAccess.objects.all().delete()
        _refuse_leftovers()
        organisation.delete()
    changes = {"name": [organisation.name, None], **trail}
    audit(None, "accounts.organisation.erased", by=system_actor(), changes=changes)
    publish(events.OrganisationErased(organisation_public_id=organisation.public_id))
    after_commit(realtime.judge_organisation_again, organisation.public_id)
    mail.send("accounts/organisation_erased", owner.email, {"name": organisation.name, "user": owner})
    return True


def _end_of_trail() -> dict[str, list[object]]:
    """What stays of an audit trail that goes: how long it was, and the fingerprint of its last entry."""
    newest = AuditEntry.objects.filter(seq__isnull=False).order_by("-seq").first()
    if newest is None:
        return {}
    return {"entries": [newest.seq, 0], "head": [bytes(newest.hash).hex(), None]}


def _lock_due(organisation_id: int, *, now: datetime) -> Organisation | None:
    try:
        organisation = locks.lock_organisation_for_erasure(organisation_id)
    except Organisation.DoesNotExist:
        return None
    is_due = organisation.delete_after is not None and organisation.delete_after <= now
    return organisation if is_due else None


def _refuse_leftovers() -> None:
    left = {
        model._meta.label: count
        for model in apps.get_models()
        if issubclass(model, TenantModel) and (count := model.objects.count())
    }
    if left:
        raise RowsLeft(f"No eraser took these rows: {left}")
