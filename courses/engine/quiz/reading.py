"""From what a form or the API sends (places) to an answer (keys), and back to fill a form again.

`Sent` is one shape for all kinds: `chosen` places, `pairs` of places, `text`, and `gaps` by place. What names no shown place is
refused: a page never sends it, so somebody else did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.engine.quiz import layout as lay
from courses.engine.quiz.layout import Layout
from courses.engine.quiz.questions import Kind
from courses.engine.quiz.responses import Chosen, Filled, Ordered, Paired, Response, Written

TEXT_LIMIT, ESSAY_LIMIT = 500, 20_000


class NotShown(ValueError):
    """The answer names a place that the question did not show, or too many of them."""


class TooLong(ValueError):
    """The text is longer than an answer may be; `limit` is how long that is."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"An answer has at most {limit} characters.")
        self.limit = limit


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An answer as it comes from a browser."""

    chosen: tuple[str, ...] = ()
    pairs: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    gaps: Mapping[str, str] = field(default_factory=dict)


def read(kind: Kind, layout: Layout, sent: Sent) -> Response:
    """The answer that was sent. Raises NotShown, TooLong."""
    match kind:
        case Kind.CHOICE | Kind.TRUE_FALSE | Kind.SEVERAL:
            keys = {_key(layout, lay.OPTIONS, place) for place in sent.chosen}
            if len(keys) > 1 and kind != Kind.SEVERAL:
                raise NotShown("Only one answer can be chosen.")
            return Chosen(keys=tuple(sorted(keys)))
        case Kind.MATCH:
            chosen = {
                _key(layout, lay.LEFTS, left): _key(layout, lay.RIGHTS, right)
                for left, right in sent.pairs.items()
                if right
            }
            return Paired(pairs=tuple(sorted(chosen.items())))
        case Kind.ORDER:
            return _order(layout, sent)
        case Kind.CLOZE:
            return _filled(layout, sent)
        case Kind.NUMERIC | Kind.SHORT:
            return Written(text=_short(sent.text, TEXT_LIMIT))
        case Kind.ESSAY:
            return Written(text=_short(sent.text, ESSAY_LIMIT))


def write(layout: Layout, response: Response) -> Sent:
    """An answer by the places that are shown: how a form is filled when the learner comes back."""
    match response:
        case Chosen(keys=keys):
            return Sent(chosen=_places(layout, lay.OPTIONS, keys))
        case Ordered(keys=keys):
            return Sent(chosen=_places(layout, lay.STEPS, keys))
        case Paired(pairs=pairs):
            placed = {
                layout.place_of(lay.LEFTS, left): layout.place_of(lay.RIGHTS, right) for left, right in pairs
            }
            return Sent(pairs={left: right for left, right in placed.items() if left and right})
        case Filled(gaps=gaps):
            return Sent(
                gaps={
                    layout.place_of(lay.GAPS, key) or "": _shown_gap(layout, key, said) for key, said in gaps
                }
            )
        case Written(text=text):
            return Sent(text=text)


def _order(layout: Layout, sent: Sent) -> Ordered:
    keys = tuple(_key(layout, lay.STEPS, place) for place in sent.chosen)
    if keys and sorted(keys) != sorted(layout.keys(lay.STEPS)):
        raise NotShown("Every step has one place of its own.")
    return Ordered(keys=keys)


def _filled(layout: Layout, sent: Sent) -> Filled:
    found = {}
    for place, said in sent.gaps.items():
        key = _key(layout, lay.GAPS, place)
        picks = layout.keys(lay.gap_list(key))
        text = _short(said, TEXT_LIMIT)
        if text:
            found[key] = _key(layout, lay.gap_list(key), text) if picks else text
    return Filled(gaps=tuple(sorted(found.items())))


def _shown_gap(layout: Layout, key: str, said: str) -> str:
    name = lay.gap_list(key)
    return (layout.place_of(name, said) or "") if layout.keys(name) else said


def _key(layout: Layout, name: str, place: str) -> str:
    key = layout.key_at(name, place)
    if key is None:
        raise NotShown(f"{place!r} was not shown.")
    return key


def _places(layout: Layout, name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    found = (layout.place_of(name, key) for key in keys)
    return tuple(place for place in found if place)


def _short(text: str, limit: int) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > limit:
        raise TooLong(limit)
    return text
