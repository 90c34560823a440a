"""Marks: how much of a question's points an answer earns, exactly.

The share is a fraction and stays one until points are made of it: those are rounded once, half up, to hundredths, so that a learner
who adds up what the review shows comes to the total it shows.
"""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from courses.engine.quiz import questions as q
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Response, Written, is_empty
from courses.engine.quiz.texts import TextRule
from synthai.core.money import round_half_up

NONE, WHOLE = Fraction(0), Fraction(1)
NO_POINTS = Decimal(0)


class Verdict(StrEnum):
    """What became of an answer."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"
    WAITING = "waiting"  # for a person who marks it


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A marked answer. `points` may be below zero where wrong answers cost some."""

    verdict: Verdict
    share: Fraction
    points: Decimal


def mark(question: q.Question, response: Response, *, penalty_percent: Decimal = NO_POINTS) -> Marked:
    """Mark an answer. `penalty_percent` of the question's points is what a wholly wrong one costs.

    No answer never costs anything, and what a person marks by hand costs nothing either.
    Raises TypeError for an answer to another kind of question.
    """
    if is_empty(response):
        return Marked(verdict=Verdict.UNANSWERED, share=NONE, points=NO_POINTS)
    if isinstance(question, q.Essay):
        return Marked(verdict=Verdict.WAITING, share=NONE, points=NO_POINTS)
    share = share_of(question, response)
    if share <= NONE:
        cost = round_half_up(question.points * penalty_percent / 100)
        return Marked(verdict=Verdict.WRONG, share=NONE, points=-cost if cost else NO_POINTS)
    verdict = Verdict.RIGHT if share >= WHOLE else Verdict.PARTLY
    return Marked(verdict=verdict, share=share, points=points_of(question.points, share))


def by_hand(most: Decimal, points: Decimal) -> Marked:
    """An answer with the points that somebody gave, of at most `most`. Raises ValueError when there are not so many."""
    if not points.is_finite() or not NO_POINTS <= points <= most:
        raise ValueError(f"Between 0 and {most} points can be given, not {points}.")
    given = round_half_up(points)
    share = Fraction(given) / Fraction(most) if most else WHOLE
    verdict = Verdict.RIGHT if share == WHOLE else Verdict.PARTLY if share else Verdict.WRONG
    return Marked(verdict=verdict, share=share, points=given)


def points_of(points: Decimal, share: Fraction) -> Decimal:
    """A share of some points, to the hundredth."""
    exact = Fraction(points) * share
    return round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator))


def share_of(question: q.Question, response: Response) -> Fraction:  # noqa: PLR0911 - one a kind
    """The part of the points an answer earns, 0 to 1, before anything is taken off. An essay earns none by itself."""
    match question, response:
        case q.Choice(options=options), Chosen(keys=keys):
            return WHOLE if keys == tuple(option.key for option in options if option.is_right) else NONE
        case q.TrueFalse(is_true=is_true), Chosen(keys=keys):
            return WHOLE if keys == ((q.TRUE if is_true else q.FALSE),) else NONE
        case q.Several(), Chosen(keys=keys):
            return _of_several(question, frozenset(keys))
        case q.Match(), Paired(pairs=pairs):
            return _of_pairs(question, dict(pairs))
        case q.Order(steps=steps), Ordered(keys=keys):
            return _of_order([step.key for step in steps], keys)
        case q.Numeric(rule=number), Written(text=text):
            return WHOLE if number.holds(text) else NONE
        case q.Short(rule=words), Written(text=text):
            return words.share(text)
        case q.Cloze(), Filled(gaps=gaps):
            return _of_gaps(question, dict(gaps))
        case q.Essay(), Written():
            return NONE
    raise TypeError(f"{type(response).__name__} is no answer to a question of kind {question.kind}.")


def share_of_gap(gap: q.Gap, said: str) -> Fraction:
    """The part of a gap's weight that what stands in it earns."""
    match gap.rule:
        case TextRule() as words:
            return words.share(said)
        case NumberRule() as number:
            return WHOLE if number.holds(said) else NONE
        case q.PickRule(options=options):
            return WHOLE if any(option.key == said and option.is_right for option in options) else NONE


def _of_several(question: q.Several, chosen: frozenset[str]) -> Fraction:
    """Right ones found, less wrong ones chosen: ticking everything earns nothing."""
    right = frozenset(option.key for option in question.options if option.is_right)
    wrong = frozenset(option.key for option in question.options) - right
    if question.is_all_or_nothing:
        return WHOLE if chosen == right else NONE
    found = Fraction(len(chosen & right), len(right)) if right else NONE
    astray = Fraction(len(chosen & wrong), len(wrong)) if wrong else NONE
    return max(NONE, found - astray)


def _of_pairs(question: q.Match, chosen: dict[str, str]) -> Fraction:
    """The part of the left sides whose right side says the same as the key's; two equal texts are one answer."""
    said = {right.key: right.text.strip().casefold() for right in question.rights}
    hits = sum(
        said.get(chosen.get(left, ""), "") == said[right] for left, right in question.pairs if left in chosen
    )
    return Fraction(hits, len(question.pairs))


def _of_order(right: list[str], put: tuple[str, ...]) -> Fraction:
    """How many steps keep their order among each other: one step out of its place costs one, all reversed earns nothing.

    It is the longest run of steps (others may stand between) that rises, less the first, which is always in order.
    """
    if sorted(put) != sorted(right):
        return NONE
    place = {key: number for number, key in enumerate(right)}
    tails: list[int] = []
    for number in (place[key] for key in put):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
    return Fraction(len(tails) - 1, len(right) - 1) if len(right) > 1 else WHOLE


def _of_gaps(question: q.Cloze, said: dict[str, str]) -> Fraction:
    whole = sum(gap.weight for gap in question.gaps)
    earned = sum((share_of_gap(gap, said.get(gap.key, "")) * gap.weight for gap in question.gaps), NONE)
    return earned / whole
