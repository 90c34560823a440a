"""What one permission decision costs: the evaluator beside a bare lookup in a frozenset, in turns, in one process.

Bare is `capability in capabilities`, the least a decision can be. Asked are the cases of a request: the capability held
without a rule, not held, limited by a rule at the door (nothing known of the deed yet) and with the deed's facts, and an
organisation with many rules, all of them about the same person and action. Building an actor is measured
too: with the membership at hand, it asks no query.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Permissions: one decision"
TARGET_MICROSECONDS = 50
MANY = 40  # the most an organisation may have on one action
_AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
_ACTION, _PLAIN, _NOT_HELD = "pricing.recommendation.accept", "pricing.product.view", "accounts.member.invite"


def run(options: Options) -> list[Table]:
    """Decide often, compare medians."""
    django_on_servers()
    rounds, batch = (200, 50) if options.quick else (4_000, 50)
    bare = _median(_bare(), rounds, batch)
    lines = []
    for name, ask in _questions():
        took = _median(ask, rounds, batch)
        lines.append((name, bare, took, took / bare, "yes" if took < TARGET_MICROSECONDS else "no"))
    return [
        Table(
            title="Time of a decision",
            columns=("question", "bare lookup, p50 µs", "p50 µs", "times", f"under {TARGET_MICROSECONDS} µs"),
            rows=lines,
            note=f"{rounds} batches of {batch}; the time of a call is its batch's share, the loop itself included.",
        )
    ]


def _bare() -> Callable[[], object]:
    held = _capabilities()
    return lambda: _ACTION in held


def _capabilities() -> frozenset[str]:
    from synthai.core.access import capabilities_of_role

    return capabilities_of_role("manager")


def _questions() -> list[tuple[str, Callable[[], object]]]:
    from synthai.core.access import decide
    from synthai.core.rules import Facts

    limit = {"percent": {"at_most": "10"}}
    deed = Facts(
        resource="pricing.recommendation", amount=Decimal(5), percent=Decimal("7.5"), category="Bread"
    )
    times = {"weekdays": ["mon", "tue", "wed", "thu", "fri"], "hours": {"from": "08:00", "until": "17:00"}}
    plain, limited, at_work = _actor(), _actor(_allow(limit)), _actor(_allow({**limit, **times}))
    here, there = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"
    placed = replace(_actor(_allow({**limit, "branch": [there, here]})), branches=frozenset({here}))
    almost = {
        "amount": {"at_most": "50"},
        **times,
        "hours": {"from": "20:00", "until": "21:00"},
    }  # fails last
    crowded = _actor(*[_deny(almost) for _ in range(MANY)], _allow(limit))
    return [
        ("held, no rule", lambda: decide(plain, _PLAIN)),
        ("not held", lambda: decide(plain, _NOT_HELD)),
        ("a limit, at the door", lambda: decide(limited, _ACTION)),
        ("a limit, with the deed", lambda: decide(limited, _ACTION, deed)),
        ("a limit and working hours, with the deed", lambda: decide(at_work, _ACTION, deed)),
        ("a limit and a branch, with the deed", lambda: decide(placed, _ACTION, deed)),
        (f"{MANY} rules on the same action, with the deed", lambda: decide(crowded, _ACTION, deed)),
        ("building the actor of a member, 20 rules", _building()),
    ]


def _allow(when: dict[str, Any]) -> dict[str, Any]:
    return {
        "effect": "allow",
        "subject": {"kind": "role", "id": "manager"},
        "actions": [_ACTION],
        "when": when,
    }


def _deny(when: dict[str, Any]) -> dict[str, Any]:
    return {**_allow(when), "effect": "deny"}


def _actor(*definitions: dict[str, Any]) -> Any:
    from synthai.core.access import Actor
    from synthai.core.rules import compiled, layer_of

    rules = [compiled(str(number), f"Rule {number}", each) for number, each in enumerate(definitions)]
    layer = layer_of(rules, [("role", "manager")])
    layers = (layer,) if layer else ()
    return Actor(kind="person", label="Thabo", capabilities=_capabilities(), rules=layers, at=_AT)


def _building() -> Callable[[], object]:
    """What a request does once its membership is loaded: policy by stamp, rules of person and role."""
    from accounts import actors
    from accounts.models import Membership, Organisation, User

    definition = _allow({"percent": {"at_most": "10"}})
    rules = [{"id": str(number), "name": f"Rule {number}", "definition": definition} for number in range(20)]
    organisation = Organisation(
        pk=1, slug="bench", name="Bench", policy={"rules": rules}, policy_stamp="bench"
    )
    user = User(pk=1, email="bench@synthai.example")
    membership = Membership(organisation=organisation, user=user, role="manager")
    return lambda: actors.of_member(membership, user)


def _median(ask: Callable[[], object], rounds: int, batch: int) -> float:
    """Microseconds of one call."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(batch):
            ask()
        took.append((time.perf_counter() - started) / batch)
    return statistics.median(took[rounds // 20 :]) * 1e6
