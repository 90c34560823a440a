"""What can be taken back for ten minutes: the page after a change carries a signed note of how.

Signed, so that an undo restores what was and nothing else; bound to the organisation, and checked by the same services
and capabilities as the change itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Literal

from django.core import signing
from django.utils import timezone

from accounts.models import Branch, Invitation, Membership
from accounts.services import branches, invitations, logos, memberships
from accounts.services.logos import LogoChange
from accounts.services.memberships import UndoTooLate
from synthai.core.access import Actor
from synthai.core.errors import PreconditionFailed
from synthai.core.versions import version_of

_SALT = "accounts.undo"
OPEN_FOR = timedelta(minutes=10)

Verb = Literal[
    "restore_member",
    "change_role",
    "reopen_invitation",
    "change_member_branches",
    "change_branch",
    "close_branch",
    "reopen_branch",
    "restore_logo",
]


@dataclass(frozen=True, kw_only=True)
class Undo:
    """One step back. `subject` is a public id, `role` the role before, `present` the role or logo after.

    `branches` are ids before and `places` ids after; `details` what a branch was called, `version` what it is since.
    """

    verb: Verb
    organisation: str
    subject: str
    role: str = ""
    present: str = ""
    branches: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    version: str = ""


def of_removal(membership: Membership, *, by: Actor) -> Undo:
    """Bring a removed member back."""
    return Undo(
        verb="restore_member",
        organisation=by.organisation_public_id or "",
        subject=membership.user.public_id,
        role=membership.role,
        branches=tuple(membership.branch_ids),
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


def of_member_branches(membership: Membership, *, old: Iterable[str], by: Actor) -> Undo:
    """Put a member back into the branches of before."""
    return Undo(
        verb="change_member_branches",
        organisation=by.organisation_public_id or "",
        subject=membership.public_id,
        branches=tuple(old),
        places=tuple(membership.branch_ids),
    )


def of_branch(branch: Branch, verb: Verb, *, by: Actor, details: tuple[str, ...] = ()) -> Undo:
    """Give a branch its name, code and city back, or open or close it again."""
    return Undo(
        verb=verb,
        organisation=by.organisation_public_id or "",
        subject=branch.public_id,
        details=details,
        version=version_of(branch),
    )


def of_logo(change: LogoChange, *, by: Actor) -> Undo:
    """Bring the logo of before back, or take the first one away."""
    return Undo(
        verb="restore_logo",
        organisation=by.organisation_public_id or "",
        subject=change.before,
        present=change.after,
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
    try:
        _STEPS[step.verb](step, by)
    except PreconditionFailed as error:
        raise UndoTooLate from error


def _restore_member(step: Undo, by: Actor) -> None:
    memberships.restore(step.subject, role=step.role, branches=step.branches, by=by, now=timezone.now())


def _change_role(step: Undo, by: Actor) -> None:
    memberships.change_role(step.subject, role=step.role, by=by, expected=step.present)


def _reopen_invitation(step: Undo, by: Actor) -> None:
    invitations.reopen(step.subject, by=by, now=timezone.now())


def _change_member_branches(step: Undo, by: Actor) -> None:
    memberships.change_branches(step.subject, branches=step.branches, by=by, expected=step.places)


def _change_branch(step: Undo, by: Actor) -> None:
    name, code, city = step.details
    branches.change(step.subject, name=name, code=code, city=city, by=by, version=step.version)


def _close_branch(step: Undo, by: Actor) -> None:
    branches.close(step.subject, by=by, version=step.version)


def _reopen_branch(step: Undo, by: Actor) -> None:
    branches.reopen(step.subject, by=by, version=step.version)


def _restore_logo(step: Undo, by: Actor) -> None:
    logos.restore(step.subject, present=step.present, by=by, now=timezone.now())


_STEPS: dict[str, Callable[[Undo, Actor], None]] = {
    "restore_member": _restore_member,
    "change_role": _change_role,
    "reopen_invitation": _reopen_invitation,
    "change_member_branches": _change_member_branches,
    "change_branch": _change_branch,
    "close_branch": _close_branch,
    "reopen_branch": _reopen_branch,
    "restore_logo": _restore_logo,
}
