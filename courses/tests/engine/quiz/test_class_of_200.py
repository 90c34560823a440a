"""A class of 200 whose abilities we know answers questions whose parameters we know: the figures find the bad ones that were planted.

The model is Birnbaum's two-parameter logistic one with guessing among four options: who knows answers right; who does not picks one
of the four. Planted: a wrong key, a question that everybody guesses, one that those who know read otherwise, and one that everybody
gets right.
"""

import random
from math import exp
from statistics import mean

from courses.engine.quiz import questions as q
from courses.engine.quiz.advice import Act, Advice, advise
from courses.engine.quiz.statistics import QuestionFigures, Sat, correlation, figures

CLASS, GOOD = 200, 20
KEYED, GUESSED, MISREAD, TRIVIAL = "keyed wrong", "guessed", "misread", "trivial"
OPTIONS = tuple(q.Option(key=key, text=f"Answer {key}", is_right=key == "a") for key in "abcd")
ASKED = q.Choice(text="What?", options=OPTIONS)
DIFFICULTIES = [-1.6 + 2.8 * place / (GOOD - 1) for place in range(GOOD)]


def _knows(ability: float, difficulty: float, slope: float = 1.7) -> float:
    return 1 / (1 + exp(-slope * (ability - difficulty)))


def _pick(chance: float, draw: random.Random) -> str:
    """The option of somebody who knows with this chance, and guesses otherwise."""
    return "a" if draw.random() < chance else draw.choice("abcd")


def _sat(question: str, picked: str, right: str = "a") -> Sat:
    return Sat(
        question=question, share=float(picked == right), points=1.0, picked=(picked,), is_answered=True
    )


def _attempt(ability: float, draw: random.Random) -> list[Sat]:
    good = [
        _sat(str(place), _pick(_knows(ability, difficulty), draw))
        for place, difficulty in enumerate(DIFFICULTIES)
    ]
    # Whoever knows picks "b"; the author starred "a".
    miskeyed = {"a": "b", "b": "a"}
    known = _pick(_knows(ability, 0), draw)
    return [
        *good,
        _sat(KEYED, miskeyed.get(known, known)),
        _sat(GUESSED, draw.choice("abcd")),
        _sat(MISREAD, _pick(1 - _knows(ability, 0), draw)),
        _sat(TRIVIAL, "a" if draw.random() < 0.985 else "b"),
    ]


def _held(seed: int) -> tuple[dict[str, QuestionFigures], dict[str, list[Advice]]]:
    draw = random.Random(seed)
    found = figures([_attempt(draw.gauss(0, 1), draw) for _ in range(CLASS)])
    return found, {name: advise(ASKED, one) for name, one in found.items()}


SEEDS = range(12)


def test_the_planted_questions_are_named() -> None:
    """Those that do harm in every class; the one that everybody guesses in most, since two hundred people are few for telling no
    connection from a weak one."""
    named = dict.fromkeys((KEYED, GUESSED, MISREAD, TRIVIAL), 0)
    exact = dict(named)
    true = {KEYED: Act.CHECK_KEY, GUESSED: Act.REPLACE, MISREAD: Act.REPLACE, TRIVIAL: Act.REPLACE}
    for seed in SEEDS:
        found, advice = _held(seed)
        for name, act in true.items():
            acts = [each.act for each in advice[name]]
            named[name] += bool(acts)
            exact[name] += act in acts
        interval = found[MISREAD].discrimination_range
        assert interval is not None
        assert interval.high < 0, "the other way round"
    assert named[KEYED] == named[MISREAD] == named[TRIVIAL] == len(SEEDS)
    assert exact[MISREAD] == exact[TRIVIAL] == len(SEEDS)
    assert exact[KEYED] >= 9
    assert named[GUESSED] >= exact[GUESSED] >= 8


def test_good_questions_are_left_alone() -> None:
    wronged = [
        (seed, name)
        for seed in SEEDS
        for name, said in _held(seed)[1].items()
        if name.isdigit() and {Act.CHECK_KEY, Act.REPLACE} & {each.act for each in said}
    ]
    assert wronged == []


def test_difficulty_follows_the_truth() -> None:
    found, _advice = _held(1)
    # What a learner of each ability earns, guessing included, on the mean of the class.
    draw = random.Random(99)
    abilities = [draw.gauss(0, 1) for _ in range(4000)]
    true = [mean(_knows(ability, at) * 0.75 + 0.25 for ability in abilities) for at in DIFFICULTIES]
    seen = [found[str(place)].difficulty for place in range(GOOD)]
    assert (correlation(true, seen) or 0) > 0.95
    inside = [
        found[str(place)].difficulty_range.low <= share <= found[str(place)].difficulty_range.high
        for place, share in enumerate(true)
    ]
    assert sum(inside) >= GOOD - 3, "nineteen of twenty intervals hold the truth, give or take"
