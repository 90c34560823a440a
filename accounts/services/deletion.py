"""The last thirty days of an organisation: asked for by the owner, told to everybody, undone by one click."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, permissions
from accounts.models import Membership, Organisation
from accounts.services import gate
from notifications.services import inbox, mail
from synthai.core import realtime
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish


class OrganisationBeingDeleted(Conflict):
    """It can be read, not changed."""

    code = "accounts.organisation.being_deleted"
    title = _("The organisation is being deleted")
    message = _(
        "This organisation is being deleted. Its owner can undo that; until then nothing changes here."
    )
    remedy = _("Ask the owner to undo the deletion.")


class OrganisationNotBeingDeleted(Conflict):
    """Nothing to undo."""

    code = "accounts.organisation.not_being_deleted"
    title = _("The organisation is not being deleted")
    message = _("This organisation is not being deleted, so there is nothing to undo.")
    remedy = _("Nothing needs to be done.")


@transaction.atomic
def request(*, by: Actor, now: datetime) -> Organisation:
    """Start the days of grace after which everything of the organisation is deleted. All members are told.

    Until then it can be read and downloaded, and the owner can `undo` it.
    """
    organisation = gate.enter(by, permissions.ORGANISATION_DELETE)
    if organisation.is_being_deleted:
        raise OrganisationBeingDeleted
    until = now + timedelta(days=settings.ORGANISATION_GRACE_DAYS)
    organisation.mark_for_deletion(by_id=by.user_id, at=now, until=until)
    _save_deletion(organisation)
    audit(
        organisation,
        "accounts.organisation.deletion_requested",
        by=by,
        organisation_id=organisation.pk,
        changes={"delete_after": [None, until]},
    )
    publish(
        events.OrganisationDeletionRequested(organisation_id=organisation.pk, delete_after=until.isoformat())
    )
    after_commit(realtime.judge_organisation_again, organisation.public_id)
    _tell_all(organisation, "deletion_requested", by=by, number=organisation.version)
    return organisation


@transaction.atomic
def undo(*, by: Actor) -> Organisation:
    """Take the deletion back, within the days of grace. All members are told."""
    organisation = gate.enter(by, permissions.ORGANISATION_DELETE)
    if not organisation.is_being_deleted:
        raise OrganisationNotBeingDeleted
    organisation.keep()
    _save_deletion(organisation)
    audit(organisation, "accounts.organisation.kept", by=by, organisation_id=organisation.pk)
    publish(events.OrganisationKept(organisation_id=organisation.pk))
    _tell_all(organisation, "deletion_undone", by=by, number=organisation.version)
    return organisation


def _save_deletion(organisation: Organisation) -> None:
    organisation.save(
        update_fields=[
            "deletion_requested_at",
            "deletion_requested_by",
            "delete_after",
            "version",
            "updated_at",
        ]
    )


def _tell_all(organisation: Organisation, what: str, *, by: Actor, number: int) -> None:
    """Mail and inbox line to every member; `number` tells one request for deletion from the next."""
    members = list(Membership.objects.filter(organisation=organisation).select_related("user").order_by("pk"))
    titles = {
        "deletion_requested": _("%(name)s will be deleted"),
        "deletion_undone": _("%(name)s will not be deleted"),
    }
    inbox.notify(
        f"accounts.{what}",
        [membership.user_id for membership in members],
        title=str(titles[what]) % {"name": organisation.name},
        url=f"/o/{organisation.slug}/",
        organisation_id=organisation.pk,
        key=f"accounts.{what}.{organisation.public_id}.{number}",
    )
    for membership in members:
        context = {"organisation": organisation, "user": membership.user, "by": by.label}
        mail.send(f"accounts/{what}", membership.user.email, context, organisation_id=organisation.pk)
