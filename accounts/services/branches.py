"""The places an organisation works from: added, renamed, closed and opened again.

A branch is never deleted: prices, courses and invoices go on naming it. Every verb holds the organisation's lock, as
rules do: a rule cannot come to name a branch while it is being closed.
"""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, locks, permissions
from accounts.models import AccessRule, Branch, Organisation
from accounts.models.branch import CODE_LENGTH
from accounts.services import gate, policy
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

KEPT_AT_MOST = 200
_NAMED_AT_MOST = 5
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
_NAME_LENGTH = 60


class BranchNotFound(NotFound):
    """No such branch here."""

    code = "accounts.branch.not_found"
    title = _("No such branch")
    message = _("There is no such branch in your organisation.")
    remedy = _("List the branches again and use an id from there.")


class BranchNameMissing(DomainError):
    """A branch needs a name."""

    code = "accounts.branch.name_missing"
    title = _("The name is missing")
    message = _("Give the branch a name of at most 60 characters, for example Durban North.")
    remedy = _("Send a name of 1 to 60 characters.")
    field = "name"


class BranchNameTaken(Conflict):
    """Two branches of one name would be mixed up."""

    code = "accounts.branch.name_taken"
    title = _("The name is taken")
    message = _("There is a branch “%(name)s” already. Choose another name.")
    remedy = _("Send a name that no other branch has, closed ones included.")
    field = "name"


class BranchCodeWrong(DomainError):
    """Not a short code."""

    code = "accounts.branch.code_wrong"
    title = _("The code does not fit")
    message = _(
        "“%(code)s” does not work as a code. Use 1 to 12 letters, digits and hyphens, beginning with a letter or "
        "digit, for example DBN-N."
    )
    remedy = _("Send a code of 1 to 12 letters, digits and hyphens.")
    field = "code"


class BranchCodeTaken(Conflict):
    """A code names one branch."""

    code = "accounts.branch.code_taken"
    title = _("The code is taken")
    message = _("The branch “%(name)s” has the code %(code)s already. Choose another code.")
    remedy = _("Send a code that no other branch has, closed ones included; capitals do not count.")
    field = "code"


class TooManyBranches(Conflict):
    """A brake."""

    code = "accounts.branch.too_many"
    title = _("Too many branches")
    message = _("Your organisation has %(count)s branches already, closed ones included. That is the most.")
    remedy = _("Rename a closed branch that is no longer needed, and open it again.")


class BranchRuled(Conflict):
    """Rules in force name it."""

    code = "accounts.branch.ruled"
    title = _("Rules speak of this branch")
    message = _(
        "“%(name)s” cannot be closed while rules in force speak of it: %(rules)s. Change these rules or switch "
        "them off first."
    )
    remedy = _("Change the rules that the detail names, or switch them off; then close the branch.")


@transaction.atomic
def create(*, name: str, code: str, by: Actor, city: str = "") -> Branch:
    """Add a branch. Raises BranchNameMissing, BranchNameTaken, BranchCodeWrong, BranchCodeTaken, TooManyBranches."""
    organisation = gate.enter(by, permissions.BRANCH_CHANGE)
    if Branch.objects.count() >= KEPT_AT_MOST:
        raise TooManyBranches(count=KEPT_AT_MOST)
    details = _checked(name, code, city, None)
    branch = Branch(organisation=organisation, **details)
    branch.full_clean()
    branch.save(force_insert=True)
    changes: dict[str, list[object]] = {field: [None, value] for field, value in details.items() if value}
    _finish(organisation, branch, "created", by=by, changes=changes)
    return branch


@transaction.atomic
def change(
    public_id: str, *, name: str, code: str, by: Actor, city: str = "", version: str | None = None
) -> Branch:
    """Another name, code or city. Rules go by the id, so they hold; their sentences say the new name."""
    organisation = gate.enter(by, permissions.BRANCH_CHANGE)
    branch = _locked(public_id)
    check_version(branch, version)
    details = _checked(name, code, city, branch)
    changes: dict[str, list[object]] = {
        field: [getattr(branch, field), value]
        for field, value in details.items()
        if getattr(branch, field) != value
    }
    if not changes:
        return branch
    branch.rewrite(**details)
    branch.full_clean()
    branch.save(update_fields=["name", "code", "city", "version"])
    policy.rebuild(organisation)  # refusals say the name
    _finish(organisation, branch, "changed", by=by, changes=changes)
    return branch


@transaction.atomic
def close(public_id: str, *, by: Actor, version: str | None = None) -> Branch:
    """Close a branch: nobody new is put there. Its people stay noted, for the day it opens again. Idempotent.

    Raises BranchRuled with the names of the rules in force that speak of it.
    """
    organisation = gate.enter(by, permissions.BRANCH_CHANGE)
    branch = _locked(public_id)
    check_version(branch, version)
    if not branch.is_active:
        return branch
    rules = [
        rule.name
        for rule in AccessRule.objects.filter(is_active=True).order_by("name")
        if public_id in policy.branches_in(rule.definition)
    ]
    if rules:
        raise BranchRuled(name=branch.name, rules=_named(rules))
    _switch(organisation, branch, is_active=False, by=by)
    return branch


@transaction.atomic
def reopen(public_id: str, *, by: Actor, version: str | None = None) -> Branch:
    """Open a closed branch again, with the people it had. Idempotent."""
    organisation = gate.enter(by, permissions.BRANCH_CHANGE)
    branch = _locked(public_id)
    check_version(branch, version)
    if not branch.is_active:
        _switch(organisation, branch, is_active=True, by=by)
    return branch


def _switch(organisation: Organisation, branch: Branch, *, is_active: bool, by: Actor) -> None:
    branch.switch(is_active=is_active)
    branch.save(update_fields=["is_active", "version"])
    changes: dict[str, list[object]] = {"is_active": [not is_active, is_active]}
    _finish(organisation, branch, "reopened" if is_active else "closed", by=by, changes=changes)


def _locked(public_id: str) -> Branch:
    branch = locks.lock_branch(public_id)
    if branch is None:
        raise BranchNotFound
    return branch


def _checked(name: str, code: str, city: str, branch: Branch | None) -> dict[str, str]:
    clean, short = _one_line(name), _one_line(code).upper()
    others = Branch.objects.exclude(pk=branch.pk) if branch else Branch.objects.all()
    if not clean or len(clean) > _NAME_LENGTH:
        raise BranchNameMissing
    if others.filter(name__iexact=clean).exists():
        raise BranchNameTaken(name=clean)
    if len(short) > CODE_LENGTH or not _CODE.fullmatch(short):
        raise BranchCodeWrong(code=short)
    holder = others.filter(code=short).first()
    if holder is not None:
        raise BranchCodeTaken(code=short, name=holder.name)
    return {"name": clean, "code": short, "city": _one_line(city)}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_NAMED_AT_MOST])
    left = len(names) - _NAMED_AT_MOST
    return shown if left <= 0 else str(_("%(shown)s and %(left)d more")) % {"shown": shown, "left": left}


def _finish(
    organisation: Organisation, branch: Branch, verb: str, *, by: Actor, changes: dict[str, list[object]]
) -> None:
    audit(branch, f"accounts.branch.{verb}", by=by, changes=changes)
    publish(
        events.BranchChanged(organisation_id=organisation.pk, branch_public_id=branch.public_id, verb=verb)
    )
