"""Questions as JSON, for the database. A version that was kept is read the same for ever, so this shape is only ever extended."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from courses.engine.quiz import questions as q
from courses.engine.quiz.numbers import NumberRule
from courses.engine.quiz.texts import Accepted, TextRule


def as_json(question: q.Question) -> dict[str, Any]:
    """Everything but the kind, which has a column of its own."""
    common = {
        "text": question.text,
        "points": str(question.points),
        "explanation": question.explanation,
    }
    return common | _own(question)


def question_from_json(kind: str, kept: dict[str, Any]) -> q.Question:  # noqa: PLR0911 - one a kind
    """What `as_json` wrote."""
    common: dict[str, Any] = {
        "text": kept["text"],
        "points": Decimal(kept["points"]),
        "explanation": kept["explanation"],
    }
    match q.Kind(kind):
        case q.Kind.CHOICE:
            return q.Choice(**common, options=_options(kept["options"]))
        case q.Kind.SEVERAL:
            return q.Several(
                **common, options=_options(kept["options"]), is_all_or_nothing=kept["is_all_or_nothing"]
            )
        case q.Kind.TRUE_FALSE:
            return q.TrueFalse(**common, is_true=kept["is_true"])
        case q.Kind.MATCH:
            pairs = tuple((left, right) for left, right in kept["pairs"])
            return q.Match(**common, lefts=_items(kept["lefts"]), rights=_items(kept["rights"]), pairs=pairs)
        case q.Kind.ORDER:
            return q.Order(**common, steps=_items(kept["steps"]))
        case q.Kind.NUMERIC:
            return q.Numeric(**common, rule=_number(kept["rule"]))
        case q.Kind.SHORT:
            return q.Short(**common, rule=_text(kept["rule"]))
        case q.Kind.CLOZE:
            return q.Cloze(**common, pieces=tuple(kept["pieces"]), gaps=tuple(map(_gap, kept["gaps"])))
        case q.Kind.ESSAY:
            return q.Essay(**common, guide=kept["guide"])


def _own(question: q.Question) -> dict[str, Any]:  # noqa: PLR0911 - one a kind
    match question:
        case q.Choice(options=options):
            return {"options": [asdict(option) for option in options]}
        case q.Several(options=options, is_all_or_nothing=is_all):
            return {"options": [asdict(option) for option in options], "is_all_or_nothing": is_all}
        case q.TrueFalse(is_true=is_true):
            return {"is_true": is_true}
        case q.Match(lefts=lefts, rights=rights, pairs=pairs):
            return {
                "lefts": [asdict(left) for left in lefts],
                "rights": [asdict(right) for right in rights],
                "pairs": [list(pair) for pair in pairs],
            }
        case q.Order(steps=steps):
            return {"steps": [asdict(step) for step in steps]}
        case q.Numeric(rule=number):
            return {"rule": _rule(number)}
        case q.Short(rule=words):
            return {"rule": _rule(words)}
        case q.Cloze(pieces=pieces, gaps=gaps):
            kept = [{"key": gap.key, "weight": gap.weight, **_rule(gap.rule)} for gap in gaps]
            return {"pieces": list(pieces), "gaps": kept}
        case q.Essay(guide=guide):
            return {"guide": guide}


def _rule(rule: TextRule | NumberRule | q.PickRule) -> dict[str, Any]:
    match rule:
        case NumberRule():
            return asdict(rule) | {"value": str(rule.value), "tolerance": str(rule.tolerance)}
        case TextRule() | q.PickRule():
            return asdict(rule)


def _gap(kept: dict[str, Any]) -> q.Gap:
    rule: TextRule | NumberRule | q.PickRule
    if "options" in kept:
        rule = q.PickRule(options=_options(kept["options"]))
    elif "value" in kept:
        rule = _number(kept)
    else:
        rule = _text(kept)
    return q.Gap(key=kept["key"], rule=rule, weight=kept["weight"])


def _options(kept: list[dict[str, Any]]) -> tuple[q.Option, ...]:
    return tuple(
        q.Option(
            key=option["key"],
            text=option["text"],
            is_right=option["is_right"],
            feedback=option["feedback"],
            is_pinned=option["is_pinned"],
        )
        for option in kept
    )


def _items(kept: list[dict[str, Any]]) -> tuple[q.Item, ...]:
    return tuple(q.Item(key=item["key"], text=item["text"]) for item in kept)


def _number(kept: dict[str, Any]) -> NumberRule:
    return NumberRule(
        value=Decimal(kept["value"]),
        tolerance=Decimal(kept["tolerance"]),
        is_percent=kept["is_percent"],
        unit=kept["unit"],
    )


def _text(kept: dict[str, Any]) -> TextRule:
    accepted = tuple(Accepted(text=one["text"], percent=one["percent"]) for one in kept["accepted"])
    return TextRule(accepted=accepted, minds_case=kept["minds_case"], minds_accents=kept["minds_accents"])
