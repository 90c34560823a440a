"""Answers to a question that was asked, right and wrong, as somebody who knows its key would give them: for the demo and for tests."""

from courses.engine.quiz import questions as q
from courses.engine.quiz import reading
from courses.engine.quiz.numbers import NumberRule, write_number
from courses.engine.quiz.reading import Sent
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Response, Written
from courses.engine.quiz.texts import TextRule
from courses.models import AttemptQuestion


def right(asked: AttemptQuestion) -> Sent:
    """The right answer, by the places that are shown."""
    return reading.write(asked.laid_out, _right(asked.version.asked))


def wrong(asked: AttemptQuestion) -> Sent:
    """An answer that earns nothing, by the places that are shown."""
    return reading.write(asked.laid_out, _wrong(asked.version.asked))


def _right(question: q.Question) -> Response:  # noqa: PLR0911 - one a kind
    match question:
        case q.Choice(options=options) | q.Several(options=options):
            return Chosen(keys=tuple(option.key for option in options if option.is_right))
        case q.TrueFalse(is_true=is_true):
            return Chosen(keys=(q.TRUE if is_true else q.FALSE,))
        case q.Match(pairs=pairs):
            return Paired(pairs=pairs)
        case q.Order(steps=steps):
            return Ordered(keys=tuple(step.key for step in steps))
        case q.Numeric(rule=rule):
            return Written(text=write_number(rule.value))
        case q.Short(rule=words):
            return Written(text=words.accepted[0].text)
        case q.Cloze(gaps=gaps):
            return Filled(gaps=tuple((gap.key, _filled(gap.rule)) for gap in gaps))
        case q.Essay():
            return Written(text="Because it is the law, and because it is fair.")


def _wrong(question: q.Question) -> Response:  # noqa: PLR0911 - one a kind
    match question:
        case q.Choice(options=options):
            return Chosen(keys=(next(option.key for option in options if not option.is_right),))
        case q.Several(options=options):
            return Chosen(keys=tuple(option.key for option in options if not option.is_right))
        case q.TrueFalse(is_true=is_true):
            return Chosen(keys=(q.FALSE if is_true else q.TRUE,))
        case q.Match(lefts=lefts, rights=rights):
            found = question.right_of
            others = {left.key: next(r.key for r in rights if r.key != found[left.key]) for left in lefts}
            return Paired(pairs=tuple(others.items()))
        case q.Order(steps=steps):
            return Ordered(keys=tuple(step.key for step in reversed(steps)))
        case q.Numeric(rule=rule):
            return Written(text=write_number(rule.value + 2 * rule.reach + 1))
        case q.Cloze(gaps=gaps):
            return Filled(gaps=tuple((gap.key, _misfilled(gap.rule)) for gap in gaps))
        case q.Short() | q.Essay():
            return Written(text="No idea")


def _filled(rule: object) -> str:
    match rule:
        case q.PickRule(options=options):
            return next(option.key for option in options if option.is_right)
        case NumberRule(value=value):
            return write_number(value)
        case TextRule(accepted=accepted):
            return accepted[0].text
    raise TypeError(rule)


def _misfilled(rule: object) -> str:
    match rule:
        case q.PickRule(options=options):
            return next(option.key for option in options if not option.is_right)
        case NumberRule(value=value, reach=reach):
            return write_number(value + 2 * reach + 1)
    return "No idea"
