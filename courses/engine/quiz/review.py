"""What a learner sees afterwards: nothing, the result, which answers were right, or the right answers with their reasons.

A review is the one place where a key meets a browser, so `review` asks for the policy's leave first and builds only what it gives.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from courses.engine.quiz import layout as lay
from courses.engine.quiz import questions as q
from courses.engine.quiz.layout import Layout
from courses.engine.quiz.marking import Marked, Verdict, share_of_gap
from courses.engine.quiz.numbers import NumberRule, write_number
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Response, Written
from courses.engine.quiz.texts import TextRule


class Shows(StrEnum):
    """How much a review shows, least first."""

    NOTHING = "nothing"
    SCORE = "score"
    VERDICTS = "verdicts"
    ANSWERS = "answers"


class After(StrEnum):
    """When right answers are shown; the result and verdicts come at once."""

    ATTEMPT = "attempt"
    LAST = "last"  # passed, or no attempt left: else answers would be copied into the next one
    CLOSED = "closed"  # the quiz is over for everybody


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a learner stands when they look."""

    is_passed: bool
    has_attempts_left: bool
    closes_at: datetime | None
    now: datetime


def allowed(shows: Shows, after: After, standing: Standing) -> Shows:
    """How much may be shown now. What waits for its time falls back to verdicts."""
    if shows != Shows.ANSWERS:
        return shows
    match after:
        case After.ATTEMPT:
            is_time = True
        case After.LAST:
            is_time = standing.is_passed or not standing.has_attempts_left
        case After.CLOSED:
            is_time = standing.closes_at is not None and standing.now >= standing.closes_at
    return Shows.ANSWERS if is_time else Shows.VERDICTS


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a reviewed question: what was said, whether it is right (None: not told), and what would have been right."""

    label: str = ""
    said: str = ""
    is_right: bool | None = None
    right: str = ""
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A question in a review. What the policy keeps back is empty."""

    lines: tuple[Line, ...]
    verdict: Verdict | None = None
    points: Decimal | None = None
    explanation: str = ""


def review(
    question: q.Question, response: Response, marked: Marked, *, layout: Layout, shows: Shows
) -> Reviewed:
    """A question after the attempt, as far as `shows` goes, its options in the order they were shown."""
    tells = shows == Shows.ANSWERS
    lines = tuple(line if tells else _kept_back(line) for line in _lines(question, response, layout))
    if shows in {Shows.NOTHING, Shows.SCORE}:
        return Reviewed(lines=lines)
    return Reviewed(
        lines=lines,
        verdict=marked.verdict,
        points=marked.points,
        explanation=question.explanation if tells else "",
    )


def _kept_back(line: Line) -> Line:
    return Line(label=line.label, said=line.said)


def _lines(question: q.Question, response: Response, layout: Layout) -> list[Line]:
    match question, response:
        case ((q.Choice(options=options) | q.Several(options=options)), Chosen(keys=keys)):
            by_key = {option.key: option for option in options}
            return [_of_option(by_key[key], is_chosen=key in keys) for key in layout.keys(lay.OPTIONS)]
        case q.TrueFalse(is_true=is_true), Chosen(keys=keys):
            right = q.TRUE if is_true else q.FALSE
            said = keys[0] if keys else ""
            return [Line(said=said, is_right=said == right, right=right)]
        case q.Match(), Paired(pairs=pairs):
            return _of_match(question, dict(pairs))
        case q.Order(steps=steps), Ordered(keys=keys):
            texts = {step.key: step.text for step in steps}
            put = [texts[key] for key in keys] or [""] * len(steps)
            return [
                Line(label=str(place), said=said, is_right=said == step.text, right=step.text)
                for place, (said, step) in enumerate(zip(put, steps, strict=True), start=1)
            ]
        case q.Cloze(), Filled(gaps=gaps):
            filled = dict(gaps)
            return [
                _of_gap(gap, filled.get(gap.key, ""), place)
                for place, gap in enumerate(question.gaps, start=1)
            ]
        case q.Numeric(rule=rule), Written(text=text):
            return [Line(said=text, is_right=rule.holds(text), right=right_of(rule))]
        case q.Short(rule=words), Written(text=text):
            return [Line(said=text, is_right=words.share(text) == 1, right=right_of(words))]
        case q.Essay(), Written(text=text):
            return [Line(said=text)]
    raise TypeError(f"{type(response).__name__} is no answer to a question of kind {question.kind}.")


def right_of(rule: TextRule | NumberRule | q.PickRule) -> str:
    """What a rule takes, in words: the first text of full points, a number with its reach, the right option."""
    match rule:
        case TextRule(accepted=accepted):
            return next((one.text for one in accepted if one.percent == 100), "")
        case NumberRule(value=value, reach=reach, unit=unit):
            number = f"{write_number(value)} ± {write_number(reach)}" if reach else write_number(value)
            return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number
        case q.PickRule(options=options):
            return next((option.text for option in options if option.is_right), "")


def _of_option(option: q.Option, *, is_chosen: bool) -> Line:
    return Line(
        label=option.text,
        said=option.text if is_chosen else "",
        is_right=option.is_right == is_chosen,
        right=option.text if option.is_right else "",
        feedback=option.feedback if is_chosen else "",
    )


def _of_match(question: q.Match, pairs: dict[str, str]) -> list[Line]:
    rights = {right.key: right.text for right in question.rights}
    found = []
    for left in question.lefts:
        said, right = rights.get(pairs.get(left.key, ""), ""), rights[question.right_of[left.key]]
        is_right = said.strip().casefold() == right.strip().casefold()
        found.append(Line(label=left.text, said=said, is_right=is_right, right=right))
    return found


def _of_gap(gap: q.Gap, said: str, place: int) -> Line:
    shown = said
    if isinstance(gap.rule, q.PickRule):
        shown = next((option.text for option in gap.rule.options if option.key == said), "")
    return Line(label=str(place), said=shown, is_right=share_of_gap(gap, said) == 1, right=right_of(gap.rule))
