"""Figures about questions, and what they advise."""

import random
from math import isclose, sqrt
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz import questions as q
from courses.engine.quiz.advice import ENOUGH, Act, advise
from courses.engine.quiz.statistics import Sat, correlation, figures, fisher, wilson

TABLES = st.integers(3, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=width, max_size=width), min_size=4, max_size=20
    )
)


def _attempts(table: list[list[float]]) -> list[list[Sat]]:
    return [[Sat(question=str(n), share=share, points=1.0) for n, share in enumerate(row)] for row in table]


@given(TABLES)
def test_agrees_with_henrysson(table: list[list[float]]) -> None:
    """His closed form: from the correlation with the whole and the two spreads to that with the rest."""
    found = figures(_attempts(table))
    totals = [sum(row) for row in table]
    for number in range(len(table[0])):
        item = [row[number] for row in table]
        r = correlation(item, totals)
        s_item, s_whole = pstdev(item), pstdev(totals)
        ours = found[str(number)].discrimination
        if r is None or ours is None:
            continue
        below = sqrt(max(0.0, s_whole**2 + s_item**2 - 2 * r * s_whole * s_item))
        assert isclose(ours, (r * s_whole - s_item) / below, abs_tol=1e-6)


@given(TABLES)
def test_figures_stay_in_their_bounds(table: list[list[float]]) -> None:
    for one in figures(_attempts(table)).values():
        assert one.difficulty_range.low - 1e-9 <= one.difficulty <= one.difficulty_range.high + 1e-9
        assert one.discrimination is None or -1 <= one.discrimination <= 1


def test_a_question_that_nobody_answers_otherwise_separates_nothing() -> None:
    assert figures(_attempts([[1, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0]]))["0"].discrimination is None
    assert figures(_attempts([[1.0], [0.0]]))["0"].discrimination is None, (
        "a quiz of one question has no rest"
    )


def test_intervals_as_the_textbooks_have_them() -> None:
    # Wilson for 5 of 10; Fisher for r = 0.5 over 28 pairs (1 / sqrt(25) = 0.2).
    assert (round(wilson(0.5, 10).low, 3), round(wilson(0.5, 10).high, 3)) == (0.237, 0.763)
    found = fisher(0.5, 28)
    assert found is not None
    assert (round(found.low, 3), round(found.high, 3)) == (0.156, 0.736)
    assert fisher(0.5, 3) is None


# Advice: classes by chance, with one question that is bad in a known way.

CHOICE = q.Choice(
    text="How cold must a fridge be?",
    options=(
        q.Option(key="1", text="4 °C", is_right=True),
        q.Option(key="2", text="10 °C"),
        q.Option(key="3", text="20 °C"),
    ),
)


def _class(people: int, pick: "Picker", *, seed: int = 7) -> list[list[Sat]]:
    """People of different skill with nine fair questions and one that `pick` answers."""
    chance = random.Random(seed)
    found = []
    for _ in range(people):
        skill = chance.random()
        key = pick(skill, chance)
        row = [
            Sat(
                question="odd",
                share=float(key == "1"),
                points=1,
                picked=(key,) if key else (),
                is_answered=bool(key),
            )
        ]
        row += [Sat(question=f"fair {n}", share=float(chance.random() < skill), points=1) for n in range(9)]
        found.append(row)
    return found


class Picker:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, skill: float, chance: random.Random) -> str:
        match self.name:
            case "good":
                return "1" if chance.random() < skill else chance.choice(["2", "3"])
            case "wrong key":
                return "2" if chance.random() < skill else chance.choice(["1", "3"])
            case "coin":
                return chance.choice(["1", "2", "3"])
            case "easy":
                return "1"
            case "hard":
                return "1" if chance.random() < 0.04 else chance.choice(["2", "3"])
            case "idle":
                return "1" if chance.random() < skill else "2"
            case _:
                return "" if chance.random() < 0.5 else "1" if chance.random() < skill else "2"


def _acts(name: str, people: int) -> list[Act]:
    found = figures(_class(people, Picker(name)))
    return [advice.act for advice in advise(CHOICE, found["odd"])]


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("wrong key", Act.CHECK_KEY),
        ("coin", Act.REPLACE),
        ("easy", Act.REPLACE),
        ("hard", Act.REVISE),
        ("idle", Act.IMPROVE_OPTIONS),
        ("skipped", Act.REVISE),
    ],
)
def test_names_what_is_wrong(name: str, act: Act) -> None:
    assert act in _acts(name, 1000)


def test_leaves_a_good_question_alone() -> None:
    assert _acts("good", 300) == []


@pytest.mark.parametrize("name", ["wrong key", "coin", "easy", "hard", "idle", "skipped"])
def test_says_nothing_before_there_are_enough(name: str) -> None:
    assert _acts(name, ENOUGH - 1) == []


def test_rarely_blames_a_good_question_with_few_attempts() -> None:
    blamed = 0
    for seed in range(200):
        found = figures(_class(ENOUGH, Picker("good"), seed=seed))["odd"]
        acts = {advice.act for advice in advise(CHOICE, found)}
        blamed += bool(acts & {Act.CHECK_KEY, Act.REPLACE})
    assert blamed <= 4, "one in fifty"


def test_the_reason_is_said_with_its_numbers() -> None:
    found = figures(_class(60, Picker("easy")))["odd"]
    [advice] = advise(CHOICE, found)
    assert "100 % of the points in 60 attempts" in advice.text
    assert found.pick("1").count == 60
    assert found.pick("3").count == 0
