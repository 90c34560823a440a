"""Rules as people read them: whom they are for, what they say, and what the linter says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import AccessRule, ApiKey, Branch, Membership, Organisation
from accounts.roles import ROLES
from synthai.core import rules_lint, rules_words
from synthai.core.access import capabilities
from synthai.core.rules_lint import Finding, Subject, Surroundings


@dataclass(frozen=True, kw_only=True)
class RuleShown:
    """A rule with its sentence and what is doubtful about it."""

    rule: AccessRule
    sentence: str
    findings: list[Finding]


def surroundings(organisation: Organisation, *, without: str = "") -> Surroundings:
    """What the linter must know; `without` leaves out the rule that is being written anew. Needs the tenant."""
    names, held, owners = _roles(organisation)
    places: dict[Subject, frozenset[str]] = {}
    members = Membership.objects.filter(organisation=organisation).select_related("user").order_by("pk")
    for member in members:
        subject = ("person", member.user.public_id)
        names[subject] = member.user.label
        held[subject] = policy.capabilities_in(organisation, member.role)
        places[subject] = frozenset(member.branch_ids)
        if member.is_owner:
            owners.add(subject)
    for key in ApiKey.objects.of_organisation(organisation.pk).filter(revoked_at__isnull=True):
        names["key", key.public_id] = str(_("key “%s”") % key.name)
        held["key", key.public_id] = frozenset(key.scopes)
    others = AccessRule.objects.filter(is_active=True).exclude(public_id=without).order_by("pk")
    branches = list(Branch.objects.order_by("name"))
    return Surroundings(
        subjects=names,
        held=held,
        owners=frozenset(owners),
        branches={branch.public_id: branch.name for branch in branches},
        closed=frozenset(branch.public_id for branch in branches if not branch.is_active),
        places=places,
        others=tuple((rule.name, rule.definition) for rule in others),
    )


def _roles(
    organisation: Organisation,
) -> tuple[dict[Subject, str], dict[Subject, frozenset[str]], set[Subject]]:
    names: dict[Subject, str] = {("everybody", ""): str(_("Everybody but the owner"))}
    held: dict[Subject, frozenset[str]] = {}
    for role in ROLES:
        names["role", role.value] = str(role.label)
        held["role", role.value] = policy.capabilities_in(organisation, role.value)
    for code, own in policy.of(organisation).roles.items():
        names["role", code] = own.name
        held["role", code] = own.capabilities
    return names, held, {("role", ROLES[0].value)}


def shown(rule: AccessRule, around: Surroundings) -> RuleShown:
    """One rule in words. `around` may name the rule itself among the others."""
    others = tuple(other for other in around.others if other[0] != rule.name)
    beside = replace(around, others=others)
    return RuleShown(
        rule=rule,
        sentence=in_words(rule.definition, around),
        findings=rules_lint.lint(rule.definition, beside) if rule.is_active else [],
    )


def in_words(definition: Mapping[str, Any], around: Surroundings) -> str:
    """The sentence of a rule: "Manager: “Accept and reject prices” only when the change is at most 10 %"."""
    known = capabilities()
    subject = rules_lint.subject_of(definition)
    who = around.subjects.get(subject or ("", ""), str(_("somebody who is gone")))
    titles = [str(known[code].title) if code in known else code for code in definition.get("actions", [])]
    return rules_words.sentence(definition, subject=who, actions=", ".join(titles), branches=around.branches)
