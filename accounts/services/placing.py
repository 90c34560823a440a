"""Which branches somebody belongs to: asked wherever a person is put into one. None is the whole organisation.

Where rules have a branch condition, another branch is another limit: so it is given like a role, and nobody lifts a limit
that binds themselves or that they could not lift for others.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts import events, policy
from accounts.models import Branch, BranchMember, Membership, Organisation
from accounts.services import giving
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish


class BranchUnknown(DomainError):
    """Not a branch people can be put in."""

    code = "accounts.branch.unknown"
    title = _("Not an open branch")
    message = _("“%(branch)s” is not an open branch of your organisation. Choose from the list of branches.")
    remedy = _("Send ids of open branches, as the list of branches has them.")
    field = "branches"


def find(wanted: Iterable[str], *, kept: Iterable[str] = ()) -> list[Branch]:
    """The branches with these ids in the active tenant, by name; closed ones only where `kept`. Raises BranchUnknown."""
    ids, kept_ids = set(wanted), set(kept)
    found = {branch.public_id: branch for branch in Branch.objects.filter(public_id__in=ids)}
    for each in sorted(ids):
        if each not in found or not (found[each].is_active or each in kept_ids):
            raise BranchUnknown(branch=found[each].name if each in found else each)
    return sorted(found.values(), key=lambda branch: (branch.name.casefold(), branch.pk))


def put(membership: Membership, branches: list[Branch], *, by: Actor) -> None:
    """Write where a member belongs: the keyed rows, and their ids on the membership. The organisation's lock is held."""
    rows = BranchMember.objects.filter(membership=membership).select_related("branch")
    old = {row.branch.public_id: row.branch.name for row in rows}
    new = {branch.public_id: branch.name for branch in branches}
    rows.exclude(branch__in=branches).delete()
    for branch in branches:
        if branch.public_id not in old:
            BranchMember.objects.create(
                organisation_id=membership.organisation_id, membership=membership, branch=branch
            )
    membership.branch_ids = list(new)
    membership.save(update_fields=["branch_ids", "version"])
    audit(
        membership,
        "accounts.member.branches_changed",
        by=by,
        changes={"branches": [sorted(old.values()), sorted(new.values())]},
    )
    publish(
        events.MemberBranchesChanged(
            organisation_id=membership.organisation_id,
            user_id=membership.user_id,
            old_branches=tuple(sorted(old)),
            new_branches=tuple(sorted(new)),
        )
    )


def join(membership: Membership, ids: Iterable[str], *, by: Actor) -> None:
    """Put somebody who joins into the branches they were invited to; one that was closed meanwhile is left out."""
    wanted = [str(each) for each in ids]
    found = list(Branch.objects.open().filter(public_id__in=wanted).order_by("name")) if wanted else []
    if found:
        put(membership, found, by=by)


def check(organisation: Organisation, *, role: str, person: str, by: Actor) -> None:
    """Refuse to put somebody in a branch where that sets a limit which `by` could not set. Raises MoreThanYouHold.

    Asked are the rules in force with a branch that speak of everybody, the role, the person, or of keys: these act from
    the branches of whoever is responsible for them.
    """
    subjects = {("everybody", ""), ("role", role), ("person", person)}
    limited: set[str] = set()
    for rule in policy.of(organisation).rules:
        kind, named = rule.definition["subject"]["kind"], rule.definition["subject"].get("id", "")
        if rule.branches and (kind == "key" or (kind, named) in subjects):
            limited.update(rule.definition["actions"])
    giving.check(limited, by=by)
