"""What can be taken back for ten minutes: the page after a change carries a signed note of how.

Signed, so that an undo restores what was and nothing else; bound to the organisation, and checked by the same services
and capabilities as the change itself.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

from django.core import signing
from django.utils import timezone

from accounts.models import Invitation, Membership
from accounts.services import invitations, memberships
from accounts.services.memberships import UndoTooLate
from synthai.core.access import Actor

_SALT = "accounts.undo"
OPEN_FOR = timedelta(minutes=10)

Verb = Literal["restore_member", "change_role", "reopen_invitation"]


@dataclass(frozen=True, kw_only=True)
class Undo:
    """One step back. `subject` is a public id, `role` the role before, `present` the one after."""

    verb: Verb
    organisation: str
    subject: str
    role: str = ""
    present: str = ""


def of_removal(membership: Membership, *, by: Actor) -> Undo:
    """Bring a removed member back."""
    return Undo(
        verb="restore_member",
        organisation=by.organisation_public_id or "",
        subject=membership.user.public_id,
        role=membership.role,
    )


def of_role_change(membership: Membership, *, old_role: str, by: Actor) -> Undo:
    """Give back the role of before."""
    return Undo(
        verb="change_role",
        organisation=by.organisation_public_id or "",
        subject=membership.public_id,
        role=old_role,
        present=membership.role,
    )


def of_revocation(invitation: Invitation, *, by: Actor) -> Undo:
    """Open a withdrawn invitation again."""
    return Undo(
        verb="reopen_invitation",
        organisation=by.organisation_public_id or "",
        subject=invitation.public_id,
    )


def note(step: Undo) -> str:
    """The signed note that goes into the page."""
    return signing.dumps(asdict(step), salt=_SALT, compress=True)


def is_open(text: str) -> bool:
    """Whether a note is ours and still fresh: only then the page offers it."""
    try:
        signing.loads(text, salt=_SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return False
    return True


def take(text: str, *, by: Actor) -> None:
    """Do what a note says, as `by`. Raises UndoTooLate for an old or altered note, and the services' errors."""
    try:
        step = Undo(**signing.loads(text, salt=_SALT, max_age=OPEN_FOR))
    except (signing.BadSignature, TypeError) as error:
        raise UndoTooLate from error
    if step.organisation != by.organisation_public_id:
        raise UndoTooLate
    if step.verb == "restore_member":
        memberships.restore(step.subject, role=step.role, by=by, now=timezone.now())
    elif step.verb == "change_role":
        memberships.change_role(step.subject, role=step.role, by=by, expected=step.present)
    else:
        invitations.reopen(step.subject, by=by, now=timezone.now())
