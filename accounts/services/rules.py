"""Rules about who may do what under which conditions: written, switched off, deleted.

Who writes a rule about an action must hold that action without limit: so nobody lifts a limit that binds them, and
nobody lifts for others what they could not do. The owner is bound by no rule.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, locks, permissions, rule_reading
from accounts.models import AccessRule, Organisation
from accounts.services import gate, giving, policy
from synthai.core import rules_lint
from synthai.core.access import Actor, capabilities
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.rules_lint import Finding
from synthai.core.versions import check_version

KEPT_AT_MOST = 200
ABOUT_ONE_ACTION_AT_MOST = 40  # each costs a decision about a microsecond (benchmarks/permissions.py)


class RuleNotFound(NotFound):
    """No such rule here."""

    code = "accounts.rule.not_found"
    title = _("No such rule")
    message = _("There is no such rule. Perhaps somebody deleted it a moment ago.")
    remedy = _("List the rules again and use an id from there.")


class RuleWrong(DomainError):
    """The linter found mistakes; `findings` has each."""

    code = "accounts.rule.wrong"
    title = _("The rule has mistakes")
    message = _("%(sentences)s")
    remedy = _("Each entry of errors names a place in the rule and says what is wrong there.")
    status = 422

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(sentences=" ".join(finding.sentence for finding in findings))
        self.findings = findings
        self.errors = [
            {
                "pointer": "#/definition"
                + "".join(f"/{step}" for step in finding.pointer.split(".") if step),
                "code": finding.code,
                "detail": finding.sentence,
            }
            for finding in findings
        ]


class RuleNameTaken(Conflict):
    """Refusals name the rule, so names are told apart."""

    code = "accounts.rule.name_taken"
    title = _("The name is taken")
    message = _("There is a rule “%(name)s” already. Choose another name.")
    remedy = _("Send a name that no other rule has.")
    field = "name"


class RuleNameMissing(DomainError):
    """Refusals name the rule, so it has a name."""

    code = "accounts.rule.name_missing"
    title = _("The name is missing")
    message = _("Give the rule a name of at most 80 characters: whoever it refuses is told the name.")
    remedy = _("Send a name of 1 to 80 characters.")
    field = "name"


class TooManyRules(Conflict):
    """A brake, so that a decision stays a matter of microseconds."""

    code = "accounts.rule.too_many"
    title = _("Too many rules")
    message = _("There are %(count)s rules about this already. Delete one that is no longer needed.")
    remedy = _("Delete a rule that is no longer needed.")


@transaction.atomic
def create(*, name: str, definition: Any, by: Actor, is_active: bool = True) -> AccessRule:
    """Write a rule. Raises RuleWrong, RuleNameMissing, RuleNameTaken, MoreThanYouHold, TooManyRules."""
    organisation, present = gate.enter_in_person(by, permissions.RULE_CHANGE)
    _check(organisation, definition, by=present)
    rule = AccessRule(
        organisation=organisation, name=_free_name(name, ""), definition=definition, is_active=is_active
    )
    rule.full_clean()
    rule.save(force_insert=True)
    changes = {"name": [None, rule.name], "definition": [None, definition]}
    _finish(organisation, rule, "created", by=by, changes=changes)
    return rule


@transaction.atomic
def change(
    public_id: str, *, name: str, definition: Any, is_active: bool, by: Actor, version: str | None = None
) -> AccessRule:
    """Write a rule anew, or switch it off and on. It counts from everybody's next request on."""
    organisation, present = gate.enter_in_person(by, permissions.RULE_CHANGE)
    rule = _locked(public_id)
    check_version(rule, version)
    giving.check(_actions(rule.definition), by=present)
    _check(organisation, definition, by=present, without=public_id)
    new = {"name": _free_name(name, public_id), "definition": definition, "is_active": is_active}
    changes = {key: [getattr(rule, key), value] for key, value in new.items() if getattr(rule, key) != value}
    if not changes:
        return rule
    rule.rewrite(name=str(new["name"]), definition=definition, is_active=is_active)
    rule.full_clean()
    rule.save(update_fields=["name", "definition", "is_active", "version"])
    _finish(organisation, rule, "changed", by=by, changes=changes)
    return rule


@transaction.atomic
def delete(public_id: str, *, by: Actor, version: str | None = None) -> None:
    """Delete a rule: what it refused is open to who holds the capability."""
    organisation, present = gate.enter_in_person(by, permissions.RULE_CHANGE)
    rule = _locked(public_id)
    check_version(rule, version)
    giving.check(_actions(rule.definition), by=present)
    changes = {"name": [rule.name, None], "definition": [rule.definition, None]}
    _finish(organisation, rule, "deleted", by=by, changes=changes)
    rule.delete()
    policy.rebuild(organisation)


def findings_of(organisation: Organisation, definition: Any, *, without: str = "") -> list[Finding]:
    """What the linter says of a rule in this organisation, saved or not. Needs the tenant."""
    return rules_lint.lint(definition, rule_reading.surroundings(organisation, without=without))


def _check(organisation: Organisation, definition: Any, *, by: Actor, without: str = "") -> None:
    found = findings_of(organisation, definition, without=without)
    errors = [finding for finding in found if finding.level == "error"]
    if errors:
        raise RuleWrong(errors)
    giving.check(_actions(definition), by=by)
    _check_room(definition, without=without)


def _check_room(definition: Any, *, without: str) -> None:
    others = AccessRule.objects.exclude(public_id=without)
    kept = list(others.values_list("definition", flat=True)[:KEPT_AT_MOST])
    if len(kept) >= KEPT_AT_MOST:
        raise TooManyRules(count=KEPT_AT_MOST)
    for action in definition["actions"]:
        if sum(action in other["actions"] for other in kept) >= ABOUT_ONE_ACTION_AT_MOST:
            raise TooManyRules(count=ABOUT_ONE_ACTION_AT_MOST)


def _actions(definition: Any) -> set[str]:
    """Its actions that still exist: a capability of an older release keeps nobody from deleting the rule."""
    return set(definition.get("actions", [])) & {*capabilities()}


def _locked(public_id: str) -> AccessRule:
    rule = locks.lock_rule(public_id)
    if rule is None:
        raise RuleNotFound
    return rule


def _free_name(name: str, public_id: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise RuleNameMissing
    if AccessRule.objects.filter(name__iexact=clean).exclude(public_id=public_id).exists():
        raise RuleNameTaken(name=clean)
    return clean


def _finish(
    organisation: Organisation, rule: AccessRule, verb: str, *, by: Actor, changes: dict[str, Any]
) -> None:
    policy.rebuild(organisation)
    audit(rule, f"accounts.rule.{verb}", by=by, changes=changes)
    publish(
        events.AccessChanged(organisation_id=organisation.pk, subject=f"rule:{rule.public_id}", verb=verb)
    )
