"""Why may somebody do something, or not: the one evaluator's answer, and what each rule said."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts import actors, permissions, policy, rule_reading, selectors
from accounts.models import Organisation
from synthai.core import rules_words
from synthai.core.access import Actor, capabilities, decide, refusal
from synthai.core.errors import NotFound
from synthai.core.rules import Answer, Facts, Rule, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class RuleAsked:
    """A rule that speaks of this, and whether it matched (None: the deed does not say enough)."""

    name: str
    effect: str
    sentence: str
    matches: Answer
    decided: bool


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The answer in words, with everything that was asked."""

    who: str
    role: str
    capability: str
    title: str
    branches: list[str]
    verdict: Verdict
    sentence: str
    rules: list[RuleAsked]


def of_member(
    organisation: Organisation, public_id: str, code: str, *, facts: Facts, at: datetime
) -> Explanation:
    """Why a member may do it, or not. Needs the tenant. Raises NotFound."""
    member = selectors.get_member(organisation.pk, public_id)
    member.organisation = organisation
    actor = replace(actors.of_member(member, member.user), at=at)
    return _explain(actor, organisation, code, role=member.get_role_display(), facts=facts)


def of_key(
    organisation: Organisation, public_id: str, code: str, *, facts: Facts, at: datetime
) -> Explanation:
    """The same of an API key."""
    found = selectors.key_with_role(organisation.pk, public_id)
    if found is None:
        raise NotFound
    actor = replace(actors.of_key(found.key, role=found.role, branches=found.branches), at=at)
    person = found.key.responsible.label if found.key.responsible else ""
    said = _("for %(person)s, %(role)s") % {
        "person": person,
        "role": policy.label_of(organisation, found.role),
    }
    return _explain(
        actor, organisation, code, role=said if person and found.role else _("for nobody"), facts=facts
    )


def of_subject(organisation: Organisation, who: str, code: str, *, facts: Facts, at: datetime) -> Explanation:
    """The same for "member:<id>" or "key:<id>"."""
    kind, _colon, public_id = who.partition(":")
    asked = of_key if kind == "key" else of_member
    return asked(organisation, public_id, code, facts=facts, at=at)


def subject_of(organisation: Organisation, *, by: Actor, member: str, key: str) -> str:
    """Whom `by` asks about; without a name themselves. Raises NotFound for others without the right to ask."""
    allowed = [who for who, _label in people(organisation, by=by)]
    if not member and not key:
        return f"key:{by.key_public_id}" if by.kind == "api_key" else (allowed[0] if allowed else "")
    wanted = f"key:{key}" if key else f"member:{member}"
    if wanted not in allowed:
        raise NotFound
    return wanted


def people(organisation: Organisation, *, by: Actor) -> "list[tuple[str, _StrOrPromise]]":
    """Whom `by` may ask about: themselves, and everybody and every key for who gives roles."""
    members = selectors.members(organisation.pk)
    mine: list[tuple[str, _StrOrPromise]] = [
        (f"member:{row.public_id}", row.user.label) for row in members if row.user_id == by.user_id
    ]
    if not by.can(permissions.MEMBER_CHANGE_ROLE):
        return mine
    others = [(f"member:{row.public_id}", row.user.label) for row in members if row.user_id != by.user_id]
    keys = selectors.keys_query(organisation.pk).filter(revoked_at__isnull=True).order_by("name")
    return mine + others + [(f"key:{key.public_id}", _("key “%s”") % key.name) for key in keys]


def _explain(actor: Actor, organisation: Organisation, code: str, *, role: str, facts: Facts) -> Explanation:
    declared = capabilities().get(code)
    if declared is None:
        raise NotFound
    verdict = decide(actor, code, facts)
    around = rule_reading.surroundings(organisation)
    at = actor.at
    asked = [
        RuleAsked(
            name=rule.name,
            effect=rule.definition["effect"],
            sentence=rule_reading.in_words(rule.definition, around),
            matches=rule.matches(facts, at, branches=actor.branches) if at else None,
            decided=rule is verdict.rule,
        )
        for rule in _rules_on(actor, code)
    ]
    return Explanation(
        who=actor.label,
        role=role,
        capability=code,
        title=str(declared.title),
        branches=sorted(around.branches[each] for each in actor.branches if each in around.branches),
        verdict=verdict,
        sentence=_allowed(verdict, facts)
        if verdict.is_allowed
        else str(refusal(verdict, declared, facts, by=actor)),
        rules=asked,
    )


def _rules_on(actor: Actor, code: str) -> list[Rule]:
    found = [layer[code] for layer in actor.rules if code in layer]
    return [rule for rules in found for rule in (*rules.denies, *rules.allows)]


def _allowed(verdict: Verdict, facts: Facts) -> str:
    if verdict.rule is None:
        return _("Yes. The role has it, and no rule stands against it.")
    told = rules_words.facts_in_words(facts, verdict.rule.definition, verdict.rule.branches)
    said = {"rule": verdict.rule.name, "told": f" ({told})" if told else ""}
    return _("Yes. The role has it, and the rule “%(rule)s” lets it pass%(told)s.") % said
