"""A question back in the notation it was written in: for the editor and for exports."""

from courses.engine.quiz import questions as q
from courses.engine.quiz.numbers import NumberRule, write_number
from courses.engine.quiz.texts import TextRule


def written_text(question: q.Question) -> str:
    """The question itself, with its gaps."""
    if not isinstance(question, q.Cloze):
        return question.text
    gaps = {gap.key: gap for gap in question.gaps}
    return "".join(
        f"[[{_gap(gaps[piece])}]]" if number % 2 else piece for number, piece in enumerate(question.pieces)
    )


def written_answers(question: q.Question) -> str:
    """The answers, one a line."""
    return "\n".join(_lines(question))


def _lines(question: q.Question) -> list[str]:
    match question:
        case q.Choice(options=options) | q.Several(options=options):
            return [_option(option) for option in options]
        case q.TrueFalse(is_true=is_true):
            return [q.TRUE if is_true else q.FALSE]
        case q.Match():
            return _pairs(question)
        case q.Order(steps=steps):
            return [step.text for step in steps]
        case q.Numeric(rule=rule):
            return [written_number(rule)]
        case q.Short(rule=words):
            return [
                one.text if one.percent == 100 else f"{one.percent}%: {one.text}" for one in words.accepted
            ]
        case q.Cloze():
            return []
        case q.Essay(guide=guide):
            return guide.splitlines()


def written_number(rule: NumberRule) -> str:
    """A number, how far one may be away, and its unit."""
    reach = f" ± {write_number(rule.tolerance)}{'%' if rule.is_percent else ''}" if rule.tolerance else ""
    return f"{write_number(rule.value)}{reach}{f' [{rule.unit}]' if rule.unit else ''}"


def _option(option: q.Option) -> str:
    last = " [last]" if option.is_pinned else ""
    feedback = f" # {option.feedback}" if option.feedback else ""
    return f"{'*' if option.is_right else '-'} {option.text}{last}{feedback}"


def _pairs(question: q.Match) -> list[str]:
    rights = {right.key: right.text for right in question.rights}
    found = [f"{left.text} -> {rights[question.right_of[left.key]]}" for left in question.lefts]
    used = {right for _, right in question.pairs}
    return found + [f"-> {right.text}" for right in question.rights if right.key not in used]


def _gap(gap: q.Gap) -> str:
    match gap.rule:
        case TextRule(accepted=accepted):
            return "|".join(one.text for one in accepted)
        case NumberRule() as number:
            return f"={written_number(number)}"
        case q.PickRule(options=options):
            return "|".join(f"*{option.text}" if option.is_right else option.text for option in options)
