"""In which order an attempt shows the parts of a question, and which part a shown place is.

A browser only learns places: "1", "2", "3" in the order shown. Keys stay on the server, so neither an order nor a name of a key can
tell which option is right or which step comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from courses.engine.quiz import questions as q
from courses.engine.quiz.seeds import shuffled

OPTIONS, LEFTS, RIGHTS, STEPS = "options", "lefts", "rights", "steps"
GAPS = "gaps"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The keys of each list of a question as they are shown."""

    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of a list, in the order shown; none when the question has no such list."""
        return dict(self.lists).get(name, ())

    def places(self, name: str) -> list[tuple[str, str]]:
        """Place and key, in the order shown."""
        return [(str(number), key) for number, key in enumerate(self.keys(name), start=1)]

    def key_at(self, name: str, place: str) -> str | None:
        """The key at a shown place, or None when there is no such place."""
        return dict(self.places(name)).get(place)

    def place_of(self, name: str, key: str) -> str | None:
        """The place of a key, or None when it is not shown."""
        return next((place for place, held in self.places(name) if held == key), None)

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return {name: list(keys) for name, keys in self.lists}


def layout_from_json(kept: dict[str, Any]) -> Layout:
    """What `as_json` wrote."""
    return Layout(lists=tuple((name, tuple(keys)) for name, keys in kept.items()))


def lay_out(question: q.Question, *, seed: str, scope: str, shuffles_options: bool = True) -> Layout:
    """The order of a question's parts. `scope` names the question within the attempt.

    `shuffles_options` is the author's choice for options alone: the sides of a match, steps to order and the options of a gap always
    move, since there the written order is the answer.
    """

    def moved(name: str, keys: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        return name, shuffled(sorted(keys), seed=seed, scope=f"{scope}/{name}")

    match question:
        case q.Choice(options=options) | q.Several(options=options):
            kept = tuple(option.key for option in options)
            order = _around_pinned(options, seed=seed, scope=scope) if shuffles_options else kept
            return Layout(lists=((OPTIONS, order),))
        case q.TrueFalse():
            return Layout(lists=((OPTIONS, (q.TRUE, q.FALSE)),))
        case q.Match(lefts=lefts):
            rights = (right.key for right in _distinct(question.rights))
            return Layout(
                lists=((LEFTS, tuple(left.key for left in lefts)), moved(RIGHTS, rights)),
            )
        case q.Order(steps=steps):
            return Layout(lists=(moved(STEPS, (step.key for step in steps)),))
        case q.Cloze(gaps=gaps):
            picks = [
                moved(gap_list(gap.key), (option.key for option in gap.rule.options))
                for gap in gaps
                if isinstance(gap.rule, q.PickRule)
            ]
            return Layout(lists=((GAPS, tuple(gap.key for gap in gaps)), *picks))
        case q.Numeric() | q.Short() | q.Essay():
            return Layout()


def gap_list(key: str) -> str:
    """The name of the list of a gap's options."""
    return f"gap:{key}"


def _distinct(rights: Sequence[q.Item]) -> list[q.Item]:
    """One of each text: two lefts may belong to what reads the same, and that is shown once."""
    found: dict[str, q.Item] = {}
    for right in rights:
        found.setdefault(right.text.strip().casefold(), right)
    return list(found.values())


def _around_pinned(options: Sequence[q.Option], *, seed: str, scope: str) -> tuple[str, ...]:
    """The free options shuffled, the pinned ones ("All of these") where the author put them."""
    free = iter(
        shuffled(
            [option.key for option in options if not option.is_pinned], seed=seed, scope=f"{scope}/{OPTIONS}"
        )
    )
    return tuple(option.key if option.is_pinned else next(free) for option in options)
