"""The guard over texts written by hand: how many right ones pass, and what of that which is planted in them it catches.

The floors are what was measured, so that no change loses any of it unseen; docs/ai.md tells the first readings.
"""

import random
from collections import Counter

import pytest

from synthai.core.facts import guard
from tests.guard import planting, writing
from tests.guard.planting import Planted
from tests.guard.writing import Written


def is_sound(written: Written, text: str) -> bool:
    return guard.check(text, written.facts, language=written.language) == ()


def is_caught(written: Written, planted: Planted) -> bool:
    found = guard.check(planted.text, written.facts, language=written.language)
    return any(each.start < planted.end and planted.start < each.end for each in found)


@pytest.mark.parametrize(
    ("which", "texts", "least"), [("first", 240, 157), ("second", 100, 48), ("kept", 32, 31)]
)
def test_right_texts_pass(which: str, texts: int, least: int) -> None:
    judged = [is_sound(written, text) for written in writing.businesses(which) for text in written.texts]

    assert len(judged) == texts
    assert sum(judged) >= least


@pytest.mark.parametrize(
    ("which", "planted", "missed"),
    [
        # An amount that is the share of the other part; names whose first word opens a sentence and is a word as well.
        ("first", {"amount": 135, "date": 65, "name": 105}, {"amount": 2, "name": 4}),
        ("second", {"amount": 63, "date": 28, "name": 43}, {"amount": 1, "date": 1, "name": 4}),
    ],
)
def test_what_is_planted_in_them_is_caught(
    which: str, planted: dict[str, int], missed: dict[str, int]
) -> None:
    cases = [
        (case.kind, is_caught(written, case))
        for written in writing.businesses(which)
        for case in planting.planted(written, random.Random(f"{written.name}0"))
    ]

    assert Counter(kind for kind, _caught in cases) == planted
    assert Counter(kind for kind, caught in cases if not caught) <= Counter(missed)
