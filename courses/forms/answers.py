"""A learner's answer as a form posts it: radio buttons, boxes, lists and fields that work without a script."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.engine.quiz.questions import TRUE, Kind
from courses.engine.quiz.reading import Sent
from courses.engine.quiz.shown import ShownItem, ShownQuestion

_MOST = 60


class PlacesDoubled(ValueError):
    """Two steps were given the same place, or one has none. `numbers` is what was chosen, by place."""

    def __init__(self, numbers: dict[str, str]) -> None:
        super().__init__("Every step has one place of its own.")
        self.numbers = numbers

    @property
    def missing(self) -> int:
        """How many steps have no place yet, while no place was given twice; 0 when one was."""
        given = [number for number in self.numbers.values() if number]
        return len(self.numbers) - len(given) if len(set(given)) == len(given) else 0


def sent_from(seen: ShownQuestion, data: QueryDict) -> Sent:
    """What a page sent. Raises PlacesDoubled when steps do not each have a place of their own."""
    match seen.kind:
        case Kind.ORDER:
            return Sent(chosen=_order(seen, data))
        case Kind.MATCH:
            return Sent(pairs=_named(data, "pair-"))
        case Kind.CLOZE:
            return Sent(gaps=_named(data, "gap-"))
        case Kind.CHOICE | Kind.SEVERAL | Kind.TRUE_FALSE:
            return Sent(chosen=tuple(data.getlist("chosen"))[:_MOST])
        case Kind.NUMERIC | Kind.SHORT | Kind.ESSAY:
            return Sent(text=data.get("text", ""))


def worded(seen: ShownQuestion) -> tuple[ShownItem, ...]:
    """The items with their words; a statement's two answers are the page's own."""
    if seen.kind != Kind.TRUE_FALSE:
        return seen.items
    words = {"1": _("True"), "2": _("False")}
    return tuple(ShownItem(place=item.place, text=words[item.place]) for item in seen.items)


def truth(said: str) -> str:
    """The word for a key of a statement's answers, for the review."""
    return "" if not said else _("True") if said == TRUE else _("False")


def _named(data: QueryDict, prefix: str) -> dict[str, str]:
    names = [name for name in data if name.startswith(prefix)][:_MOST]
    return {name.removeprefix(prefix): str(data[name]) for name in names}


def _order(seen: ShownQuestion, data: QueryDict) -> tuple[str, ...]:
    numbers = {item.place: data.get(f"at-{item.place}", "") for item in seen.items}
    given = [number for number in numbers.values() if number]
    if not given:
        return ()
    if sorted(given) != sorted(str(number) for number in range(1, len(numbers) + 1)):
        raise PlacesDoubled(numbers)
    return tuple(sorted(numbers, key=lambda place: int(numbers[place])))
