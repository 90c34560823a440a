"""Kinds: whole or refused, known to every caller, and all on the page of staff."""

import ast
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words
from notifications.tests.kinds import CATEGORY, NOON, WORDS
from tests.architecture.sources import sources

NOW = {Channel.IN_APP: Frequency.NOW}
TELLING = ("inbox.notify", "mail.send", "mails.send")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"category": "nowhere"}, "declare the category"),
        ({"channels": {}}, "no channel"),
        ({"in_turn": (Channel.SMS,)}, "does not use sms"),
        ({"example": {"product": "Bread"}}, "example"),
        ({"example": {"product": "Bread", "left": "few"}}, "example"),
        ({"words": Words(title="%(price)s")}, "example"),
        ({"by_channel": {Channel.IN_APP: Words(title="%(price)s")}}, "example"),
    ],
)
def test_refuses_a_half_made_kind(wrong: dict[str, Any], says: str) -> None:
    whole: dict[str, Any] = {"category": CATEGORY, "title": "Half", "channels": NOW, **WORDS}
    with pytest.raises(ImproperlyConfigured, match=says):
        registry.kind("drill.half", **{**whole, **wrong})
    assert registry.known("drill.half") is None


def test_values_are_written_as_people_here_read_them() -> None:
    types = {each.value: each for each in ValueType}
    registry.kind(
        "drill.types",
        category=CATEGORY,
        title="Types",
        channels=NOW,
        words=Words(title="%(text)s|%(number)s|%(money)s|%(day)s|%(moment)s|%(sealed)s"),
        variables=types,
        example={
            "text": "x",
            "number": 1,
            "money": "1",
            "day": "2026-06-03",
            "moment": NOON,
            "sealed": registry.sealed("482913"),
        },
        because="of a test",
    )
    kind = registry.find("drill.types")
    values: dict[str, Any] = {
        "text": "Bread",
        "number": 1204,
        "money": Decimal("1234.5"),
        "day": date(2026, 6, 3),
    }
    values["sealed"] = registry.sealed("482913")
    stored = kind.checked({**values, "moment": datetime(2026, 6, 3, 22, 30, tzinfo=NOON.tzinfo), "more": 1})
    assert "482913" not in str(stored)
    assert stored["money"] == "1234.5"
    assert "more" not in stored
    told = kind.told(stored, Channel.IN_APP).title.replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Bread|1 204|R 1 234.50|3 June 2026|3 June 2026, 22:30|482913"


def told_by_callers() -> Iterator[tuple[str, str]]:
    """Each kind that a call names in so many words, with its place."""
    for source in sources():
        if source.is_test or source.name.startswith(("notifications/", "benchmarks/", "tests/")):
            continue
        if not any(f"{called}(" in source.text for called in TELLING):  # parsing all would take seconds
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            called, first = ast.unparse(node.func), node.args[0]
            if called in TELLING and isinstance(first, ast.Constant):
                yield f"{source.name}:{node.lineno}", str(first.value).replace("/", ".")


def test_every_caller_names_a_declared_kind() -> None:
    found = dict(told_by_callers())
    assert len(found) > 15
    unknown = {place: code for place, code in found.items() if registry.known(code) is None}
    assert set(unknown.values()) <= {"billing.fact"}, "declare them in the app's kinds.py"
