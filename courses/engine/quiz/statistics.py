"""What attempts say about the questions of a quiz.

Difficulty is the mean share of the points that learners earned: 1 means everybody was right. Discrimination is the corrected
point-biserial correlation: Pearson's, between a question's share and the result of the *rest* of the attempt, so that a question
cannot agree with itself. It is the correction of S. Henrysson, "Correction of item-total correlations in item analysis",
Psychometrika 28 (1963), pages 211-218; a test holds our figures against his closed form. Since pools give each learner other
questions, the rest is taken as a share of the rest's points.

Intervals say how sure a figure is: Wilson's for difficulty (E. B. Wilson, JASA 22, 1927), Fisher's z for a correlation
(R. A. Fisher, Biometrika 10, 1915), both at 95 %. Advice is only given on what the whole interval says.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import atanh, sqrt, tanh
from statistics import fmean

Z95 = 1.959964
SMALLEST_FOR_FISHER = 4


@dataclass(frozen=True, kw_only=True)
class Sat:
    """One question in one attempt: its share, and what was picked (keys of options; empty for typed answers)."""

    question: str
    share: float
    points: float
    picked: tuple[str, ...] = ()
    is_answered: bool = True


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where a figure lies with 95 % certainty."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class PickCount:
    """How often an option was picked, and how those who picked it did in the rest of the quiz (None: nobody)."""

    key: str
    count: int
    rest: float | None


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """One question's figures. `discrimination` is None where all earned the same, here or in the rest."""

    question: str
    attempts: int
    unanswered: int
    difficulty: float
    difficulty_range: Interval
    discrimination: float | None
    discrimination_range: Interval | None
    picks: tuple[PickCount, ...] = field(default=())

    def pick(self, key: str) -> PickCount:
        """The figures of an option; zero when nobody picked it."""
        found = next((pick for pick in self.picks if pick.key == key), None)
        return found or PickCount(key=key, count=0, rest=None)


def figures(attempts: Iterable[Sequence[Sat]]) -> dict[str, QuestionFigures]:
    """The figures of every question in these attempts, by question. Give one attempt a learner, the first: those after it have
    seen the answers."""
    sat: dict[str, list[tuple[Sat, float | None]]] = {}
    for attempt in attempts:
        earned = sum(one.share * one.points for one in attempt)
        whole = sum(one.points for one in attempt)
        for one in attempt:
            rest_points = whole - one.points
            rest = (earned - one.share * one.points) / rest_points if rest_points > 0 else None
            sat.setdefault(one.question, []).append((one, rest))
    return {question: _of_question(question, rows) for question, rows in sat.items()}


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's correlation, or None where one of the two does not vary."""
    mean_first, mean_second = fmean(first), fmean(second)
    across = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second, strict=True))
    spread = sqrt(sum((a - mean_first) ** 2 for a in first) * sum((b - mean_second) ** 2 for b in second))
    return None if spread < 1e-12 else max(-1.0, min(1.0, across / spread))


def wilson(share: float, count: int) -> Interval:
    """The interval of a proportion seen `count` times."""
    z2 = Z95 * Z95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    reach = Z95 / (1 + z2 / count) * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Interval(low=max(0.0, middle - reach), high=min(1.0, middle + reach))


def fisher(r: float, count: int) -> Interval | None:
    """The interval of a correlation over `count` pairs; None where there are too few."""
    if count < SMALLEST_FOR_FISHER:
        return None
    z, reach = atanh(max(-0.999999, min(0.999999, r))), Z95 / sqrt(count - 3)
    return Interval(low=tanh(z - reach), high=tanh(z + reach))


def _of_question(question: str, rows: list[tuple[Sat, float | None]]) -> QuestionFigures:
    shares = [one.share for one, _rest in rows]
    compared = [(one.share, rest) for one, rest in rows if rest is not None]
    r = correlation(*map(list, zip(*compared, strict=True))) if compared else None
    difficulty = fmean(shares)
    return QuestionFigures(
        question=question,
        attempts=len(rows),
        unanswered=sum(not one.is_answered for one, _rest in rows),
        difficulty=difficulty,
        difficulty_range=wilson(min(1.0, max(0.0, difficulty)), len(rows)),
        discrimination=r,
        discrimination_range=None if r is None else fisher(r, len(compared)),
        picks=_picks(rows),
    )


def _picks(rows: list[tuple[Sat, float | None]]) -> tuple[PickCount, ...]:
    counts: Counter[str] = Counter()
    rests: dict[str, list[float]] = {}
    for one, rest in rows:
        for key in one.picked:
            counts[key] += 1
            if rest is not None:
                rests.setdefault(key, []).append(rest)
    return tuple(
        PickCount(key=key, count=count, rest=fmean(rests[key]) if key in rests else None)
        for key, count in sorted(counts.items())
    )
