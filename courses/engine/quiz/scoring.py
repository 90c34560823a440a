"""The result of an attempt: points, per cent, passed or not, as soon as it is certain."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from courses.engine.quiz.marking import NO_POINTS, Marked, Verdict

_TENTH = Decimal("0.1")
_ALL = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Score:
    """The sum of an attempt. `is_passed` is None while answers that wait for a person may still decide it."""

    points: Decimal
    maximum: Decimal
    waiting: int
    is_passed: bool | None

    @property
    def percent(self) -> Decimal:
        """Per cent of the points, rounded down to a tenth: 79.96 % is never shown as the 80 % that would pass."""
        if not self.maximum:
            return _ALL
        return (self.points * 100 / self.maximum).quantize(_TENTH, rounding=ROUND_FLOOR)


def score(answers: Iterable[tuple[Marked, Decimal]], *, pass_percent: Decimal) -> Score:
    """Add up marked answers, each with the points its question has. Never below zero.

    Passing is judged exactly, without rounding; while something waits, by the worst and the best it may become.
    """
    answers = list(answers)
    sure = sum((marked.points for marked, _ in answers), NO_POINTS)
    maximum = sum((points for _, points in answers), NO_POINTS)
    waiting = [points for marked, points in answers if marked.verdict == Verdict.WAITING]
    least = max(NO_POINTS, sure)
    most = max(NO_POINTS, sure + sum(waiting, NO_POINTS))
    passes_at_least, passes_at_most = (
        reaches(points, maximum, pass_percent=pass_percent) for points in (least, most)
    )
    return Score(
        points=least,
        maximum=maximum,
        waiting=len(waiting),
        is_passed=passes_at_least if passes_at_least == passes_at_most else None,
    )


def reaches(points: Decimal, maximum: Decimal, *, pass_percent: Decimal) -> bool:
    """Whether points are enough, compared without division."""
    return points * 100 >= pass_percent * maximum
