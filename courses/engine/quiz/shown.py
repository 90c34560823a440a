"""What a browser is given of a question.

These types have no field for a key, a rule, a feedback or a guide, and places instead of the question's own keys: what is not there
cannot leak. `show` builds them, and nothing else goes to a page or the API before an attempt is over.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from courses.engine.quiz import layout as lay
from courses.engine.quiz import questions as q
from courses.engine.quiz.layout import Layout
from courses.engine.quiz.numbers import NumberRule


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """Something to choose, match or order, by its place."""

    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownGap:
    """A gap: with `items` one is picked, without any it is typed."""

    place: str
    items: tuple[ShownItem, ...] = ()
    is_number: bool = False
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownPiece:
    """A piece of a text with gaps: a text, or a gap."""

    text: str = ""
    gap: ShownGap | None = None


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """A question as a learner sees it. Which lists are filled depends on its kind:

    `items` for choice, several, true/false and order; `items` and `targets` for match; `pieces` for cloze; none for what is typed.
    """

    kind: q.Kind
    text: str
    points: Decimal
    items: tuple[ShownItem, ...] = ()
    targets: tuple[ShownItem, ...] = ()
    pieces: tuple[ShownPiece, ...] = ()
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        """For an attempt's record, and for the API."""
        return asdict(self) | {"kind": self.kind.value, "points": str(self.points)}


def shown_from_json(kept: dict[str, Any]) -> ShownQuestion:
    """What `as_json` wrote: the very text that a learner saw."""
    return ShownQuestion(
        kind=q.Kind(kept["kind"]),
        text=kept["text"],
        points=Decimal(kept["points"]),
        items=_items(kept["items"]),
        targets=_items(kept["targets"]),
        pieces=tuple(
            ShownPiece(text=piece["text"], gap=_gap(piece["gap"]) if piece["gap"] else None)
            for piece in kept["pieces"]
        ),
        unit=kept["unit"],
    )


def show(question: q.Question, layout: Layout) -> ShownQuestion:
    """A question as an attempt shows it."""
    parts: dict[str, Any] = {}
    match question:
        case q.Choice(options=options) | q.Several(options=options):
            parts["items"] = _placed(layout, lay.OPTIONS, {option.key: option.text for option in options})
        case q.TrueFalse():
            # The two words are the page's own, in the learner's language.
            parts["items"] = _placed(layout, lay.OPTIONS, {q.TRUE: "", q.FALSE: ""})
        case q.Match(lefts=lefts, rights=rights):
            parts["items"] = _placed(layout, lay.LEFTS, {left.key: left.text for left in lefts})
            parts["targets"] = _placed(layout, lay.RIGHTS, {right.key: right.text for right in rights})
        case q.Order(steps=steps):
            parts["items"] = _placed(layout, lay.STEPS, {step.key: step.text for step in steps})
        case q.Cloze():
            parts["pieces"] = _pieces(question, layout)
        case q.Numeric(rule=rule):
            parts["unit"] = rule.unit
        case q.Short() | q.Essay():
            pass
    return ShownQuestion(kind=question.kind, text=question.text, points=question.points, **parts)


def _placed(layout: Layout, name: str, texts: dict[str, str]) -> tuple[ShownItem, ...]:
    return tuple(ShownItem(place=place, text=texts[key]) for place, key in layout.places(name))


def _pieces(question: q.Cloze, layout: Layout) -> tuple[ShownPiece, ...]:
    gaps = {gap.key: gap for gap in question.gaps}
    return tuple(
        ShownPiece(gap=_shown_gap(gaps[piece], layout)) if number % 2 else ShownPiece(text=piece)
        for number, piece in enumerate(question.pieces)
        if number % 2 or piece
    )


def _shown_gap(gap: q.Gap, layout: Layout) -> ShownGap:
    place = layout.place_of(lay.GAPS, gap.key) or ""
    match gap.rule:
        case q.PickRule(options=options):
            texts = {option.key: option.text for option in options}
            return ShownGap(place=place, items=_placed(layout, lay.gap_list(gap.key), texts))
        case NumberRule(unit=unit):
            return ShownGap(place=place, is_number=True, unit=unit)
        case _:
            return ShownGap(place=place)


def _items(kept: list[dict[str, str]]) -> tuple[ShownItem, ...]:
    return tuple(ShownItem(place=item["place"], text=item["text"]) for item in kept)


def _gap(kept: dict[str, Any]) -> ShownGap:
    return ShownGap(
        place=kept["place"], items=_items(kept["items"]), is_number=kept["is_number"], unit=kept["unit"]
    )
