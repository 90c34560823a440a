"""The evaluator and the linter: each effect, each condition, each mistake."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from synthai.core import access
from synthai.core.access import Actor, RefusedByRule, decide, require
from synthai.core.errors import NotAllowed
from synthai.core.rules import Facts, compiled, layer_of
from synthai.core.rules_lint import Surroundings, lint

DEED, PLAIN = "test.price.decide", "test.thing.see"
MONDAY_NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 12:00 in Johannesburg
ROLE = {"kind": "role", "id": "manager"}


@pytest.fixture(autouse=True, scope="module")
def _declared() -> Iterator[None]:
    """Two capabilities for these tests alone."""
    access.capability(DEED, title="Decide", roles=(), facts=("amount", "percent", "category", "branch"))
    access.capability(PLAIN, title="See things", roles=())
    yield
    for code in (DEED, PLAIN):
        access._CAPABILITIES.pop(code)  # noqa: SLF001 - there is no way to take a declaration back, on purpose


def rule(
    effect: str = "allow", *, name: str = "Up to 10 %", subject: Any = ROLE, **when: Any
) -> dict[str, Any]:
    return {"effect": effect, "subject": subject, "actions": [DEED], "when": when, "name": name}


def actor(*definitions: dict[str, Any], at: datetime = MONDAY_NOON) -> Actor:
    rules = [compiled("x", each["name"], each) for each in definitions]
    layer = layer_of(rules, [("role", "manager"), ("person", "thabo")])
    return Actor(kind="person", label="Thabo", capabilities=frozenset({DEED, PLAIN}), rules=(layer,), at=at)


def facts(**told: Any) -> Facts:
    return Facts(resource="test.price", **told)


def allowed(who: Actor, **told: Any) -> bool:
    return who.can(DEED, facts(**told))


def test_limit_lets_pass_up_to_it_and_names_itself_above() -> None:
    who = actor(rule(percent={"at_most": 10}))
    assert allowed(who, percent=Decimal(10))
    with pytest.raises(
        RefusedByRule, match=r"“Up to 10 %” allows “Decide” only when the change is at most 10 %.*15"
    ):
        require(who, DEED, facts(percent=Decimal(15)))


def test_what_is_not_told_matches_no_allow_and_every_deny() -> None:
    assert not allowed(actor(rule(percent={"at_most": 10})))
    assert not allowed(actor(rule("deny", percent={"above": 10})))


def test_the_door_refuses_only_what_is_certain() -> None:
    assert actor(rule(percent={"at_most": 10})).can(DEED)
    assert actor(rule("deny", percent={"above": 10})).can(DEED)
    assert not actor(rule("deny")).can(DEED)
    assert not actor(rule(weekdays=["tue"])).can(DEED)
    assert actor(rule(weekdays=["mon"], percent={"at_most": 1})).can(DEED)


def test_deny_wins_and_allows_add_up() -> None:
    wide = actor(
        rule(percent={"at_most": 10}),
        rule(name="More", subject={"kind": "person", "id": "thabo"}, percent={"at_most": 20}),
    )
    assert allowed(wide, percent=Decimal(20))
    closed = actor(rule(percent={"at_most": 10}), rule("deny", name="No drinks", category=["Drinks"]))
    assert allowed(closed, percent=Decimal(1), category="Bread")
    verdict = decide(closed, DEED, facts(percent=Decimal(1), category="DRINKS"))
    assert (verdict.reason, verdict.rule.name if verdict.rule else "") == ("denied", "No drinks")


@pytest.mark.parametrize(
    ("when", "inside", "outside"),
    [
        ({"amount": {"at_least": 5, "below": "7.50"}}, {"amount": Decimal(5)}, {"amount": Decimal("7.50")}),
        ({"amount": {"above": 5}}, {"amount": Decimal("5.01")}, {"amount": Decimal(5)}),
        ({"branch": ["soweto-id"]}, {"branch": "soweto-id"}, {"branch": "cape-town-id"}),
        ({"category": ["Bread", "Milk"]}, {"category": "Milk"}, {"category": ""}),
    ],
)
def test_conditions_on_the_deed(when: Any, inside: Any, outside: Any) -> None:
    assert allowed(actor(rule(**when)), **inside)
    assert not allowed(actor(rule(**when)), **outside)


@pytest.mark.parametrize(
    ("effect", "mine", "told", "expected"),
    [
        ("allow", {"soweto"}, None, True),
        ("allow", {"durban"}, None, False),
        ("allow", {"durban", "soweto"}, None, True),
        ("allow", set(), None, False),  # the whole organisation is more than a branch
        ("allow", {"durban"}, "soweto", True),  # the deed's own branch comes first
        ("allow", {"soweto"}, "durban", False),
        ("deny", {"soweto"}, None, False),
        ("deny", {"durban"}, None, True),
        ("deny", set(), None, False),  # and holds every branch
        ("deny", set(), "durban", True),
        ("deny", {"durban"}, "soweto", False),
    ],
)
def test_branch_is_the_deeds_or_else_that_of_who_acts(
    effect: str,
    mine: set[str],
    told: str | None,
    expected: bool,  # noqa: FBT001
) -> None:
    who = replace(actor(rule(effect, branch=["soweto"])), branches=frozenset(mine))
    assert who.can(DEED, facts(branch=told)) is expected


def test_the_door_is_certain_of_a_branch_only_where_deeds_have_none_of_their_own() -> None:
    telling = actor(rule(branch=["soweto"]))
    assert telling.can(DEED)
    silent = layer_of(
        [compiled("x", "Soweto", {**rule(branch=["soweto"]), "actions": [PLAIN]})], [("role", "manager")]
    )
    who = replace(telling, rules=(silent,))
    assert not who.can(PLAIN)
    assert replace(who, branches=frozenset({"soweto"})).can(PLAIN)
    assert not replace(who, branches=frozenset({"durban"})).can(PLAIN)


def test_refusal_says_branches_by_name() -> None:
    ruled = compiled("x", "There", rule(branch=["s", "d"]), {"s": "Soweto", "d": "Durban"})
    who = replace(actor(), rules=(layer_of([ruled], [("role", "manager")]),))
    with pytest.raises(RefusedByRule, match=r"only when the branch is Durban or Soweto\.$"):
        require(who, DEED, facts())
    with pytest.raises(RefusedByRule, match="Soweto .branch: another one"):
        require(who, DEED, facts(branch="x"))


@pytest.mark.parametrize(
    ("when", "utc", "expected"),
    [
        ({"weekdays": ["tue"]}, "2026-11-23T22:30", True),  # Tuesday already in Johannesburg
        ({"weekdays": ["mon"]}, "2026-11-23T22:30", False),
        ({"hours": {"from": "08:00", "until": "17:00"}}, "2026-11-23T06:00", True),
        ({"hours": {"from": "08:00", "until": "17:00"}}, "2026-11-23T15:00", False),
        ({"hours": {"from": "22:00", "until": "06:00"}}, "2026-11-23T21:00", True),
        ({"hours": {"from": "22:00", "until": "06:00"}}, "2026-11-23T04:00", False),
        ({"hours": {"from": "18:00", "until": "24:00"}}, "2026-11-23T21:59", True),
    ],
)
def test_conditions_on_time_are_south_african(when: Any, utc: str, expected: bool) -> None:  # noqa: FBT001
    at = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert actor(rule(**when), at=at).can(DEED, facts()) is expected


def test_a_decision_takes_less_than_fifty_microseconds() -> None:
    """The median of many, with a limit, working hours and 20 rules that do not fit; benchmarks/ has the figures."""
    others = [rule("deny", name=str(number), category=[f"Category {number}"]) for number in range(20)]
    who = actor(rule(percent={"at_most": 10}, hours={"from": "08:00", "until": "17:00"}), *others)
    deed, took = facts(percent=Decimal(5), category="Bread"), []
    for _ in range(500):
        started = time.perf_counter()
        assert who.can(DEED, deed)
        took.append(time.perf_counter() - started)
    assert statistics.median(took) < 50e-6


def test_rule_of_another_resource_does_not_speak_of_this() -> None:
    other = {**rule("deny"), "resource": "test.other"}
    assert allowed(actor(other))


def test_rules_never_give_and_both_layers_must_pass() -> None:
    who = actor(rule())
    assert not Actor(kind="person", label="x", rules=who.rules).can(DEED, facts())
    strict = layer_of([compiled("y", "5 %", rule(percent={"at_most": 5}))], [("role", "manager")])
    key = Actor(
        kind="api_key", label="k", capabilities=frozenset({DEED}), rules=(*who.rules, strict), at=MONDAY_NOON
    )
    assert key.can(DEED, facts(percent=Decimal(5)))
    assert not key.can(DEED, facts(percent=Decimal(6)))
    with pytest.raises(NotAllowed, match="needs the scope test.thing.see"):
        require(key, PLAIN)


AROUND = Surroundings(
    subjects={("role", "manager"): "Manager", ("person", "thabo"): "Thabo", ("role", "owner"): "Owner"},
    held={("role", "manager"): frozenset({DEED})},
    owners=frozenset({("role", "owner")}),
    others=(
        ("No drinks", rule("deny", category=["Drinks"])),
        ("Nothing at all", {**rule("deny"), "actions": [PLAIN]}),
    ),
)


def said(definition: Any) -> list[str]:
    if isinstance(definition, dict):
        definition = {key: value for key, value in definition.items() if key != "name"}
    return [
        f"{finding.level} {finding.code} {finding.pointer}".strip() for finding in lint(definition, AROUND)
    ]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (rule(percent={"at_most": 10}), []),
        ([], ["error shape"]),
        ({**rule(), "if": {}}, ["error unknown_member if"]),
        (rule("perhaps"), ["error effect effect"]),
        (rule(subject={"kind": "role"}), ["error subject subject"]),
        (rule(subject={"kind": "everybody", "id": "x"}), ["error subject subject"]),
        (rule(subject={"kind": "role", "id": "owner"}), ["error owner subject"]),
        (rule(subject={"kind": "person", "id": "nobody"}), ["error unknown_subject subject"]),
        ({**rule(), "actions": []}, ["error actions actions"]),
        ({**rule(), "actions": ["no.such.thing"]}, ["error unknown_capability actions"]),
        ({**rule(), "actions": [PLAIN]}, ["error never_matches actions"]),
        (rule(weather="rain"), ["error unknown_condition when.weather"]),
        (rule(percent={"at_least": 20, "at_most": 10}), ["error impossible_range when.percent"]),
        (rule(percent={"above": 10, "at_most": 10}), ["error impossible_range when.percent"]),
        (rule(percent={"at_most": -1}), ["error number when.percent.at_most"]),
        (rule(percent={"at_most": "ten"}), ["error number when.percent.at_most"]),
        (rule(percent={"at_most": "NaN"}), ["error number when.percent.at_most"]),
        (rule(percent={}), ["error range when.percent"]),
        (rule(percent=10), ["error range when.percent"]),
        (rule(branch=[]), ["error names when.branch"]),
        (rule(weekdays=[]), ["error weekdays when.weekdays"]),
        (rule(weekdays=["monday"]), ["error weekdays when.weekdays"]),
        (rule(hours={"from": "25:00", "until": "17:00"}), ["error hours when.hours.from"]),
        (rule(hours={"from": "08:00", "until": "08:00"}), ["error never_matches when.hours"]),
        (rule(hours="all day"), ["error hours when.hours"]),
        ({**rule(), "resource": "test.thing"}, ["error never_matches resource"]),
        (rule(subject={"kind": "everybody"}) | {"actions": [PLAIN], "when": {"amount": {"at_most": 1}}}, ["error never_matches when.amount"]),
        (rule(category=["drinks"]), ["error shadowed"]),
        (rule(category=["drinks", "Milk"]), []),
        (rule("deny", category=["Drinks"]), ["warning duplicate"]),
        (rule("deny"), ["warning always when"]),
        (rule(weekdays=["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), ["warning every_day when.weekdays"]),
    ],
)  # fmt: skip
def test_linter_names_each_mistake(definition: Any, expected: list[str]) -> None:
    assert said(definition) == expected


def test_deny_that_empties_an_allow_is_told() -> None:
    around = Surroundings(
        subjects=AROUND.subjects, held={}, others=(("Up to 10 %", rule(percent={"at_most": 10})),)
    )
    found = lint({key: v for key, v in rule("deny", percent={"below": 11}).items() if key != "name"}, around)
    assert [finding.sentence for finding in found] == [
        "This refuses everything the rule “Up to 10 %” allows; that one no longer matters."
    ]
    assert not lint(
        {key: v for key, v in rule("deny", percent={"at_most": 9}).items() if key != "name"}, around
    )
