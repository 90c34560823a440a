"""Reads a rule before it is kept, and names each mistake in words.

An `error` keeps the rule from being saved: it names something that does not exist, or could never decide anything.
A `warning` is told and the rule is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.translation import gettext as _

from synthai.core.access import capabilities
from synthai.core.rules import ALLOW, BOUNDS, DENY, EFFECTS, FACTS, NUMBERS, PLACES, SUBJECT_KINDS, WEEKDAYS
from synthai.core.rules_words import FACT_TITLES

Subject = tuple[str, str]
_MEMBERS = frozenset({"effect", "subject", "actions", "resource", "when"})
_CONDITIONS = frozenset({*FACTS, "weekdays", "hours"})
_NAMES_AT_MOST = 50


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One mistake. `pointer` says where in the rule, as "when.percent"."""

    level: Literal["error", "warning"]
    code: str
    pointer: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the linter must know of the organisation: its subjects with their names, what each holds (None where that
    is not known), who is the owner, its branches by id with their names, which of these are closed, where each person
    belongs, and the other rules in force by name."""

    subjects: Mapping[Subject, str]
    held: Mapping[Subject, frozenset[str]]
    owners: frozenset[Subject] = frozenset()
    branches: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    places: Mapping[Subject, frozenset[str]] = field(default_factory=dict)
    others: Sequence[tuple[str, Mapping[str, Any]]] = field(default_factory=tuple)


def lint(definition: Any, around: Surroundings) -> list[Finding]:
    """Every mistake of a rule. What it says of other rules is only asked of one that is right in itself."""
    if not isinstance(definition, Mapping):
        return [_error("shape", "", _("A rule is a JSON object with effect, subject, actions and when."))]
    found = [*_shape(definition), *_subject(definition, around), *_actions(definition, around)]
    when = definition.get("when", {})
    if isinstance(when, Mapping):
        found += [finding for check in (_numbers, _places, _times) for finding in check(when)]
        found += _branches(when, around)
    else:
        found.append(_error("shape", "when", _("“when” is an object of conditions.")))
    if not any(finding.level == "error" for finding in found):
        found += [*_never(definition), *_elsewhere(definition, around), *_beside(definition, around.others)]
    return found


def _shape(definition: Mapping[str, Any]) -> Iterator[Finding]:
    for name in sorted(set(definition) - _MEMBERS):
        yield _error("unknown_member", name, _("A rule has no “%s”.") % name)
    if definition.get("effect") not in EFFECTS:
        yield _error("effect", "effect", _("“effect” is allow or deny."))
    when = definition.get("when")
    for name in sorted(set(when) - _CONDITIONS) if isinstance(when, Mapping) else ():
        known = ", ".join(sorted(_CONDITIONS))
        said = _("There is no condition “%(name)s”. There are: %(known)s.") % {"name": name, "known": known}
        yield _error("unknown_condition", f"when.{name}", said)


def _subject(definition: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    subject = subject_of(definition)
    if subject is None:
        kinds = ", ".join(SUBJECT_KINDS)
        yield _error(
            "subject", "subject", _("“subject” says whom the rule is for: one of %s, with an id.") % kinds
        )
    elif subject in around.owners:
        said = _("No rule can narrow what the owner may do, so nobody can lock the organisation's owner out.")
        yield _error("owner", "subject", said)
    elif subject[0] != "everybody" and subject not in around.subjects:
        said = _("There is no %(kind)s “%(id)s” in this organisation.") % {
            "kind": subject[0],
            "id": subject[1],
        }
        yield _error("unknown_subject", "subject", said)


def _actions(definition: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    actions = definition.get("actions")
    if not isinstance(actions, list) or not actions or not all(isinstance(each, str) for each in actions):
        yield _error("actions", "actions", _("Choose at least one action the rule is about."))
        return
    known = capabilities()
    held = around.held.get(subject_of(definition) or ("", ""))
    for action in actions:
        if action not in known:
            yield _error("unknown_capability", "actions", _("There is no capability “%s”.") % action)
        elif held is not None and action not in held:
            said = _("%(who)s does not hold “%(what)s” anyway, so the rule would never decide anything.") % {
                "who": around.subjects.get(subject_of(definition) or ("", ""), ""),
                "what": known[action].title,
            }
            yield _error("never_matches", "actions", said)


def _numbers(when: Mapping[str, Any]) -> Iterator[Finding]:
    for fact in NUMBERS:
        if fact not in when:
            continue
        place, bounds, title = f"when.{fact}", when[fact], FACT_TITLES[fact]
        unknown = sorted(set(bounds) - set(BOUNDS)) if isinstance(bounds, Mapping) else ["?"]
        if unknown or not bounds:
            yield _error("range", place, _("A range for the %(what)s has at least one of %(bounds)s.") % {
                "what": title, "bounds": ", ".join(BOUNDS)})  # fmt: skip
            continue
        limits = {bound: _decimal(value) for bound, value in bounds.items()}
        for bound, value in limits.items():
            if value is None or value < 0:
                said = _("“%(value)s” is not a number of zero or more.") % {"value": bounds[bound]}
                yield _error("number", f"{place}.{bound}", said)
        if all(value is not None for value in limits.values()) and _is_empty(limits):
            said = _("The range of the %s is impossible: its lower end lies above its upper end.") % title
            yield _error("impossible_range", place, said)


def _is_empty(limits: Mapping[str, Decimal | None]) -> bool:
    at_least, above, at_most, below = (limits.get(bound) for bound in BOUNDS)
    if below is not None and below <= 0:
        return True
    for low, is_open_below in ((at_least, False), (above, True)):
        for high, is_open_above in ((at_most, False), (below, True)):
            if low is None or high is None:
                continue
            if low > high or (low == high and (is_open_below or is_open_above)):
                return True
    return False


def _places(when: Mapping[str, Any]) -> Iterator[Finding]:
    for fact in PLACES:
        names = when.get(fact, ["x"])
        is_list = isinstance(names, list) and all(isinstance(each, str) and each.strip() for each in names)
        if not is_list or not 1 <= len(names) <= _NAMES_AT_MOST:
            said = _("Give 1 to %(most)s names for the %(what)s; without one the rule would never match.")
            yield _error("names", f"when.{fact}", said % {"most": _NAMES_AT_MOST, "what": FACT_TITLES[fact]})


def _branches(when: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    """A rule names branches by id: a name may change, and the rule holds."""
    ids = when.get("branch")
    for branch in ids if isinstance(ids, list) else ():
        if not isinstance(branch, str) or branch not in around.branches:
            said = _("There is no branch with the id “%s” in this organisation.") % branch
            yield _error("unknown_branch", "when.branch", said)
        elif branch in around.closed:
            said = _("The branch “%s” is closed. Reopen it, or leave it out.") % around.branches[branch]
            yield _error("closed_branch", "when.branch", said)


def _elsewhere(definition: Mapping[str, Any], around: Surroundings) -> Iterator[Finding]:
    """A person a rule lets act in branches, who belongs to none of them: today it refuses whatever they do."""
    subject = subject_of(definition)
    ids = (definition.get("when") or {}).get("branch")
    if not ids or subject is None or subject not in around.places or definition["effect"] != ALLOW:
        return
    known = capabilities()
    is_told = any("branch" in known[action].facts for action in definition["actions"])
    if not is_told and around.places[subject].isdisjoint(ids):
        said = _("%s belongs to none of these branches, so this lets nothing pass until that changes.")
        yield _warning("elsewhere", "when.branch", said % around.subjects.get(subject, ""))


def _times(when: Mapping[str, Any]) -> Iterator[Finding]:
    if "weekdays" in when:
        days = when["weekdays"]
        if not isinstance(days, list) or not days:
            yield _error(
                "weekdays", "when.weekdays", _("Choose at least one day; without one the rule never matches.")
            )
        else:
            for day in days:
                if day not in WEEKDAYS:
                    said = _("“%(day)s” is no day. Days are %(known)s.") % {
                        "day": day,
                        "known": ", ".join(WEEKDAYS),
                    }
                    yield _error("weekdays", "when.weekdays", said)
    if "hours" in when:
        yield from _hours(when["hours"])


def _hours(hours: Any) -> Iterator[Finding]:
    if not isinstance(hours, Mapping) or set(hours) != {"from", "until"}:
        yield _error("hours", "when.hours", _("Hours have a “from” and an “until”, as 08:00 and 17:00."))
        return
    ends = {end: _clock(hours[end], is_end=end == "until") for end in ("from", "until")}
    for end, value in ends.items():
        if value is None:
            said = _("“%s” is no time of day. Write it as 08:00.") % hours[end]
            yield _error("hours", f"when.hours.{end}", said)
    if None not in ends.values() and str(hours["from"]) == str(hours["until"]):
        said = _("From and until are the same time, so the rule would never match.")
        yield _error("never_matches", "when.hours", said)


def _never(definition: Mapping[str, Any]) -> Iterator[Finding]:
    """Conditions on what the deed never tells, and on things of another kind."""
    known, when = capabilities(), definition.get("when") or {}
    for action in definition["actions"]:
        declared = known[action]
        if definition.get("resource") not in (None, "", declared.resource):
            said = _("“%(what)s” is never about “%(kind)s”, so the rule would never match.")
            yield _error(
                "never_matches", "resource", said % {"what": declared.title, "kind": definition["resource"]}
            )
        for fact in FACTS:
            # Where a deed concerns no branch, that of who acts decides.
            if fact in when and fact not in declared.facts and fact != "branch":
                said = _("“%(what)s” has no %(fact)s, so the rule would never match.")
                said = said % {"what": declared.title, "fact": FACT_TITLES[fact]}
                yield _error("never_matches", f"when.{fact}", said)
    if set(when.get("weekdays") or ()) == set(WEEKDAYS):
        yield _warning("every_day", "when.weekdays", _("All seven days are every day: leave the days out."))
    if definition["effect"] == DENY and not when:
        said = _(
            "This takes the action away altogether. Taking it out of the role says the same more plainly."
        )
        yield _warning("always", "when", said)


def _beside(
    definition: Mapping[str, Any], others: Iterable[tuple[str, Mapping[str, Any]]]
) -> Iterator[Finding]:
    for name, other in others:
        if (
            _covers(definition, other)
            and _covers(other, definition)
            and definition["effect"] == other["effect"]
        ):
            yield _warning("duplicate", "", _("The rule “%s” says the same already.") % name)
        elif definition["effect"] == ALLOW and other["effect"] == DENY and _covers(other, definition):
            said = (
                _(
                    "The rule “%s” refuses everything this one allows, and refusing wins: it would never matter."
                )
                % name
            )
            yield _error("shadowed", "", said)
        elif definition["effect"] == DENY and other["effect"] == ALLOW and _covers(definition, other):
            said = _("This refuses everything the rule “%s” allows; that one no longer matters.") % name
            yield _warning("shadows", "", said)


def _covers(wide: Mapping[str, Any], narrow: Mapping[str, Any]) -> bool:
    """Whether `wide` matches wherever `narrow` does, for all its actions."""
    subject = subject_of(wide)
    if subject is None or subject[0] not in ("everybody", *(subject_of(narrow) or ())[:1]):
        return False
    if subject[0] != "everybody" and subject != subject_of(narrow):
        return False
    if not set(narrow["actions"]) <= set(wide["actions"]):
        return False
    if wide.get("resource") and wide.get("resource") != narrow.get("resource"):
        return False
    mine, its = wide.get("when") or {}, narrow.get("when") or {}
    return all(name in its and _implied(name, its[name], mine[name]) for name in mine)


def _implied(name: str, narrow: Any, wide: Any) -> bool:
    """Whether a condition holds wherever a narrower one of the same name does."""
    if name in NUMBERS:
        return _within(narrow, wide)
    if name == "hours":
        return bool(narrow == wide)
    return {str(each).casefold() for each in narrow} <= {str(each).casefold() for each in wide}


def _within(narrow: Mapping[str, Any], wide: Mapping[str, Any]) -> bool:
    low, high = _edge(narrow, "at_least", "above", max), _edge(narrow, "at_most", "below", min)
    wide_low, wide_high = _edge(wide, "at_least", "above", max), _edge(wide, "at_most", "below", min)
    starts = wide_low is None or (low is not None and low >= wide_low)
    ends = wide_high is None or (
        high is not None and (high[0], not high[1]) <= (wide_high[0], not wide_high[1])
    )
    return starts and ends


def _edge(
    bounds: Mapping[str, Any], closed: str, opened: str, pick: Callable[[Any], Any]
) -> tuple[Decimal, bool] | None:
    """The tighter end of a range: its number, and whether the number itself lies outside."""
    ends = [
        (_decimal(bounds[name]) or Decimal(0), name == opened)
        for name in (closed, opened)
        if bounds.get(name) is not None
    ]
    return pick(ends) if ends else None


def subject_of(definition: Mapping[str, Any]) -> Subject | None:
    """Whom a rule is for, as (kind, id); None when it does not say."""
    subject = definition.get("subject")
    if not isinstance(subject, Mapping) or subject.get("kind") not in SUBJECT_KINDS:
        return None
    named = subject.get("id", "")
    if not isinstance(named, str) or set(subject) - {"kind", "id"}:
        return None
    if (subject["kind"] == "everybody") == bool(named):
        return None
    return subject["kind"], named


def _decimal(value: Any) -> Decimal | None:
    try:
        number = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _clock(value: Any, *, is_end: bool) -> time | None:
    if is_end and value == "24:00":
        return time(0)
    try:
        found = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is None else None


def _error(code: str, pointer: str, sentence: object) -> Finding:
    return Finding(level="error", code=code, pointer=pointer, sentence=str(sentence))


def _warning(code: str, pointer: str, sentence: object) -> Finding:
    return Finding(level="warning", code=code, pointer=pointer, sentence=str(sentence))
