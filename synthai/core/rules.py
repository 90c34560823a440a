"""Attribute rules: what a capability is worth under conditions of amount, percentage, place and time. Rules are data.

    {"effect": "allow",                                          # or "deny"
     "subject": {"kind": "role", "id": "manager"},               # everybody, role, person or key
     "actions": ["pricing.recommendation.accept"],               # capabilities
     "resource": "pricing.recommendation",                       # may be left out
     "when": {"percent": {"at_most": 10}, "weekdays": ["mon"], "hours": {"from": "08:00", "until": "17:00"}}}

A capability comes from a role (or a key's scopes); a rule never gives one, it narrows it:
- a **deny** that matches refuses, whatever else matches;
- where somebody has **allow** rules for an action, one of them must match: they say how far the action goes.

So "may approve price changes up to 10 %" is one allow. Times are South African, `hours` may pass midnight and `until`
is no longer inside. `percent` is the size of a change, up or down alike. What a deed does not say (no percentage for
a price that was nothing) matches no allow, and every deny. Before the deed is known, at the door of a page, only what
is certain then refuses.

`branch` names branches by id: the one the deed concerns or, where it concerns none, those of the person who acts; one of
them is enough. Who belongs to no branch works for the whole organisation: within no allow, and within every deny.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

ALLOW: Final = "allow"
DENY: Final = "deny"
EFFECTS: Final = (ALLOW, DENY)
SUBJECT_KINDS: Final = ("everybody", "role", "person", "key")
NUMBERS: Final = ("amount", "percent")
PLACES: Final = ("branch", "category")
FACTS: Final = (*NUMBERS, *PLACES)
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BOUNDS: Final = ("at_least", "above", "at_most", "below")
_TIME_ZONE: Final = ZoneInfo("Africa/Johannesburg")

Answer = bool | None  # None: the deed does not say
Reason = Literal["system", "held", "not_held", "denied", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one deed: rand, per cent (without sign), a branch's id, a name. None is unknown."""

    resource: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    branch: str | None = None
    category: str | None = None


class Moment(NamedTuple):
    """When somebody acts, in South Africa, and where they belong. `tells_branch`: such deeds may have one of their own."""

    weekday: int
    minute: int
    branches: frozenset[str] = frozenset()
    tells_branch: bool = False


Test = Callable[[Facts | None, Moment], Answer]
NOWHERE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one organisation, ready to be asked. `definition` is the data it was made from, `branches` the names of
    those it speaks of, by id."""

    public_id: str
    name: str
    definition: Mapping[str, Any]
    tests: tuple[Test, ...]
    branches: Mapping[str, str] = field(default_factory=dict)

    def matches(self, facts: Facts | None, at: datetime, *, branches: frozenset[str] = NOWHERE) -> Answer:
        """Whether every condition holds at that moment; None when none fails and some cannot be told."""
        return self.answer(facts, _moment(at, branches))

    def answer(self, facts: Facts | None, at: Moment) -> Answer:
        """The same, with the moment converted already: once for many rules."""
        answer: Answer = True
        for test in self.tests:
            found = test(facts, at)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it be done, why, and which rule said so."""

    is_allowed: bool
    reason: Reason
    rule: Rule | None = None


SYSTEM: Final = Verdict(is_allowed=True, reason="system")
HELD: Final = Verdict(is_allowed=True, reason="held")
NOT_HELD: Final = Verdict(is_allowed=False, reason="not_held")


@dataclass(frozen=True, slots=True)
class RulesOfAction:
    """Somebody's rules for one action."""

    denies: tuple[Rule, ...]
    allows: tuple[Rule, ...]

    def judge(
        self,
        facts: Facts | None,
        at: datetime,
        *,
        branches: frozenset[str] = NOWHERE,
        tells_branch: bool = False,
    ) -> Verdict:
        """Deny wins; then one allow must match, where there are any. Without facts, doubt lets pass.

        `branches` are those of who acts; `tells_branch`: once known, the deed may have one of its own.
        """
        is_door = facts is None
        moment = _moment(at, branches, tells_branch=tells_branch)
        for rule in self.denies:
            found = rule.answer(facts, moment)
            if found or (found is None and not is_door):
                return Verdict(False, "denied", rule)
        if not self.allows:
            return HELD
        for rule in self.allows:
            found = rule.answer(facts, moment)
            if found or (found is None and is_door):
                return Verdict(True, "held", rule)
        return Verdict(False, "outside", self.allows[0])


Layer = Mapping[str, RulesOfAction]  # by action


def compiled(
    public_id: str, name: str, definition: Mapping[str, Any], branches: Mapping[str, str] | None = None
) -> Rule:
    """A rule the linter let through, made ready. Raises KeyError, TypeError or ValueError for one it would not."""
    when = definition.get("when") or {}
    tests: list[Test] = []
    if definition.get("resource"):
        tests.append(_is_resource(definition["resource"]))
    tests += [_is_within(fact, when[fact]) for fact in NUMBERS if fact in when]
    if "branch" in when:
        tests.append(_is_in_branch(when["branch"], is_deny=definition["effect"] == DENY))
    if "category" in when:
        tests.append(_is_one_of("category", when["category"]))
    if "weekdays" in when:
        tests.append(_is_on(when["weekdays"]))
    if "hours" in when:
        tests.append(_is_between(time.fromisoformat(when["hours"]["from"]), _end(when["hours"]["until"])))
    named = {branch: (branches or {}).get(branch, branch) for branch in when.get("branch", ())}
    return Rule(public_id, name, definition, tuple(tests), named)


def layer_of(rules: Iterable[Rule], subjects: Iterable[tuple[str, str]]) -> dict[str, RulesOfAction]:
    """The rules that speak of one of these subjects (kind, id), or of everybody, by action."""
    wanted = {("everybody", ""), *subjects}
    found: dict[str, tuple[list[Rule], list[Rule]]] = {}
    for rule in rules:
        subject = rule.definition["subject"]
        if (subject["kind"], subject.get("id", "")) not in wanted:
            continue
        for action in rule.definition["actions"]:
            found.setdefault(action, ([], []))[rule.definition["effect"] == ALLOW].append(rule)
    return {action: RulesOfAction(tuple(denies), tuple(allows)) for action, (denies, allows) in found.items()}


def _moment(at: datetime, branches: frozenset[str], *, tells_branch: bool = False) -> Moment:
    local = at.astimezone(_TIME_ZONE)
    return Moment(local.weekday(), local.hour * 60 + local.minute, branches, tells_branch)


def _is_resource(kind: str) -> Test:
    def test(facts: Facts | None, at: Moment) -> Answer:
        return None if facts is None or not facts.resource else facts.resource == kind

    return test


def _is_within(fact: str, bounds: Mapping[str, Any]) -> Test:
    limits = {bound: Decimal(str(bounds[bound])) for bound in BOUNDS if bounds.get(bound) is not None}
    low, above, high, below = (limits.get(bound) for bound in BOUNDS)

    def test(facts: Facts | None, at: Moment) -> Answer:
        value: Decimal | None = getattr(facts, fact, None)
        if value is None:
            return None
        return not (
            (low is not None and value < low)
            or (above is not None and value <= above)
            or (high is not None and value > high)
            or (below is not None and value >= below)
        )

    return test


def _is_one_of(fact: str, names: Iterable[str]) -> Test:
    wanted = frozenset(name.casefold() for name in names)

    def test(facts: Facts | None, at: Moment) -> Answer:
        value: str | None = getattr(facts, fact, None)
        return None if value is None else value.casefold() in wanted

    return test


def _is_in_branch(ids: Iterable[str], *, is_deny: bool) -> Test:
    """In doubt against the deed: who belongs to no branch is within every deny and no allow."""
    wanted = frozenset(ids)

    def test(facts: Facts | None, at: Moment) -> Answer:
        if facts is None and at.tells_branch:
            return None
        if facts is not None and facts.branch is not None:
            return facts.branch in wanted
        return not wanted.isdisjoint(at.branches) if at.branches else is_deny

    return test


def _is_on(days: Iterable[str]) -> Test:
    wanted = frozenset(WEEKDAYS.index(day) for day in days)

    def test(facts: Facts | None, at: Moment) -> Answer:
        return at[0] in wanted

    return test


def _is_between(start: time, end: time) -> Test:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute

    def test(facts: Facts | None, at: Moment) -> Answer:
        if first < last:
            return first <= at[1] < last
        return at[1] >= first or at[1] < last  # over midnight

    return test


def _end(text: str) -> time:
    """`24:00` is the end of the day; as an end that passes midnight it is 00:00."""
    return time.fromisoformat("00:00" if text == "24:00" else text)
