"""Sentences from facts, by a template: exact, plain, and each figure knows the fact it came from.

    {{ organisation.name }} sold for {{ sales.last_month.total }} in {{ sales.last_month.day | month }}.
    {% if organisation.vat_number is known %}Our VAT number is {{ organisation.vat_number }}.{% endif %}
    {% for person in people %}{{ person.name }} is our {{ person.post }}. {% endfor %}

A place whose fact is missing is an error that names the question (`MissingFact`), never a gap. `missing_in` lists all of them at once.

`Manner` says how what facts say goes into the text: as it stands, or escaped for the language that the text is in, with gaps named instead of
refused for a look at a text that is not finished, and with short names for records.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from jinja2 import Template, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from synthai.core.facts import veil
from synthai.core.facts.base import Fact, FactBase, MissingFact, Question, Use
from synthai.core.facts.grammar import TemplateRefused, parsed
from synthai.core.facts.values import Value
from synthai.core.facts.wording import Wording
from synthai.core.money import Money

LONGEST_TEXT = 500_000
# Private letters around what a fact wrote, with its number between the first two; taken out of what people wrote before.
_BEGIN, _SEP, _END = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{_BEGIN}(\\d+){_SEP}([^{_END}]*){_END}")
_MARKS = re.compile(f"[{_BEGIN}{_SEP}{_END}]")
# A fact that ends its own sentence, and the template's stop after it.
_SECOND_STOP = re.compile(f"([.!?]{_END})\\.(?!\\.)")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and which fact each figure and name in it came from."""

    text: str
    uses: tuple[Use, ...]


# What a fact wrote, and whether it stands alone on its line.
Escape = Callable[[str, bool], str]
Gap = Callable[[Question], str]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is written. `escape` gets what each fact wrote; `gap` writes something where a fact is missing; `names` are short names
    for keys: {"line": "lines.0"}."""

    escape: Escape | None = None
    gap: Gap | None = None
    names: Mapping[str, str] = field(default_factory=dict)


PLAIN = Manner()


def write(template: str, facts: FactBase, wording: Wording | None = None, manner: Manner = PLAIN) -> Written:
    """The text. Raises TemplateRefused for the template and MissingFact for the first fact that is not there."""
    return _Run(facts, wording or Wording(), manner, collecting=False).write(template)


def missing_in(template: str, facts: FactBase, manner: Manner = PLAIN) -> list[Question]:
    """The questions whose answers the template needs and has not got, in the order of the text. Answers may bring new ones."""
    run = _Run(facts, Wording(), manner, collecting=True)
    run.write(template)
    return list(run.missing.values())


def tree_of(template: str) -> nodes.Template:
    """The tree of a template, for who reads templates and does not run them. Raises TemplateRefused."""
    return parsed(_ENVIRONMENT, _MARKS.sub("", template))


class _Place:
    """A key while a template is read: a fact, a record, or what is above them."""

    def __init__(self, run: "_Run", key: str) -> None:
        self.run, self.key = run, key

    def below(self, part: str) -> "_Place":
        return _Place(self.run, f"{self.key}.{part}" if self.key else part)

    def __iter__(self) -> Iterator["_Place"]:
        records = [_Place(self.run, key) for key in self.run.facts.records(self.key)]
        if not records:
            self.run.lacks(self.key)
        return iter(records)

    def __bool__(self) -> bool:
        found = self.run.facts.get(self.key)
        if found is None and not self.run.facts.children(self.key):
            self.run.lacks(self.key)
            return False
        return bool(found.value) if found and isinstance(found.value, bool | int | Money) else True

    def _compared(self, other: object, how: Callable[[Any, Any], bool]) -> bool:
        mine, theirs = self.run.plain(self), self.run.plain(other)
        if mine is None or theirs is None:
            return False
        try:
            return how(mine, theirs)
        except TypeError as error:
            raise TemplateRefused(line="?", what=_("%s cannot be compared with that") % self.key) from error

    def __eq__(self, other: object) -> bool:
        return self._compared(other, lambda a, b: bool(a == b))

    def __lt__(self, other: object) -> bool:
        return self._compared(other, lambda a, b: bool(a < b))

    def __le__(self, other: object) -> bool:
        return self._compared(other, lambda a, b: bool(a <= b))

    def __gt__(self, other: object) -> bool:
        return self._compared(other, lambda a, b: bool(a > b))

    def __ge__(self, other: object) -> bool:
        return self._compared(other, lambda a, b: bool(a >= b))

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.run.shown(self, self.run.wording.of)


class _Environment(ImmutableSandboxedEnvironment):
    """Names lead to facts and nowhere else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, _Place):
            return obj.below(attribute)
        if type(obj).__name__ == "LoopContext" and attribute in {"first", "last", "index"}:
            return super().getattr(obj, attribute)
        raise SecurityError(f"{attribute} leads nowhere")

    def getitem(self, obj: Any, argument: Any) -> Any:
        raise SecurityError("square brackets may not be used")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


class _Run:
    """One reading of one template."""

    def __init__(self, facts: FactBase, wording: Wording, manner: Manner, *, collecting: bool) -> None:
        self.facts, self.wording, self.manner, self.collecting = facts, wording, manner, collecting
        self.missing: dict[str, Question] = {}
        self.used: list[str] = []

    def write(self, template: str) -> Written:
        """The text, with the marks taken out and remembered."""
        made, names = _compiled(_MARKS.sub("", template))
        roots = {name: _Place(self, self.manner.names.get(name, name)) for name in names}
        pieces, length = [], 0
        try:
            for piece in made.generate(roots):
                length += len(piece)
                if length > LONGEST_TEXT:
                    raise TemplateRefused(line=1, what=_("the text grows longer than 500 000 letters"))
                pieces.append(piece)
        except (SecurityError, UndefinedError, TemplateRuntimeError, TypeError) as error:
            raise TemplateRefused(line="?", what=str(error)) from error
        text = _SECOND_STOP.sub(r"\1", "".join(pieces))
        return self._unmarked(_BLANK_LINES.sub("\n\n", text).strip())

    def lacks(self, key: str) -> None:
        """A fact is not there."""
        error: MissingFact = self.facts.missing(key)
        if not self.collecting and self.manner.gap is None:
            raise error
        self.missing.setdefault(error.question.key, error.question)

    def plain(self, value: object) -> object:
        """What is compared: the plain content of a fact."""
        if not isinstance(value, _Place):
            return value
        found = self._fact(value)
        if found is None:
            return None
        if isinstance(found.value, Money):
            return found.value.amount
        return getattr(found.value, "value", getattr(found.value, "text", found.value))

    def shown(self, place: _Place, how: Callable[[Any], str]) -> str:
        """A fact as it is written, between marks."""
        found = self._fact(place)
        if found is None:
            gap = self.manner.gap
            return gap(self.facts.missing(place.key).question) if gap and not self.collecting else ""
        self.used.append(found.key)
        words = _MARKS.sub("", how(found.value))
        return f"{_BEGIN}{len(self.used) - 1}{_SEP}{veil.veiled(words) if found.is_veiled else words}{_END}"

    def _fact(self, place: _Place) -> Fact | None:
        found = self.facts.get(place.key)
        if found is None:
            self.lacks(place.key)
        return found

    def _unmarked(self, text: str) -> Written:
        pieces, uses, at, length = [], [], 0, 0
        for found in _MARKED.finditer(text):
            before, shown = text[at : found.start()], found[2]
            if self.manner.escape is not None:
                is_alone = _is_alone(text, found.start(), found.end())
                shown = self.manner.escape(shown, is_alone)
            pieces += [before, shown]
            length += len(before)
            uses.append(Use(length, length + len(shown), self.used[int(found[1])]))
            length += len(shown)
            at = found.end()
        pieces.append(text[at:])
        return Written("".join(pieces), tuple(uses))


def _is_alone(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in {"", "\n"} and text[end : end + 1] in {"", "\n"}


def _is_known(value: object) -> bool:
    return isinstance(value, _Place) and value.run.facts.has(value.key)


def _applied(how: Callable[[Wording, Value], str]) -> Callable[[object], str]:
    def one(value: object) -> str:
        if not isinstance(value, _Place):
            raise TemplateRefused(line="?", what=_("a filter stands after a fact"))
        run = value.run
        return run.shown(value, lambda held: how(run.wording, held))

    return one


def _dated(name: str, how: Callable[[Wording, date], str]) -> Callable[[Wording, Value], str]:
    def one(wording: Wording, value: Value) -> str:
        if not isinstance(value, date):
            raise TemplateRefused(line="?", what=_("%s stands after a day") % name)
        return how(wording, value)

    return one


def _counted(wording: Wording, value: Value) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TemplateRefused(line="?", what=_("words stands after a whole number"))
    return wording.in_words(value)


def _all_of(value: object, field: str = "name") -> str:
    """One field of all records: `{{ people | all_of("name") }}` is `Thandi, Bongani and Sipho`."""
    if not isinstance(value, _Place) or not isinstance(field, str):
        raise TemplateRefused(line="?", what=_("all_of stands after a list"))
    return value.run.wording.list_of([str(record.below(field)) for record in value])


def _environment() -> _Environment:
    """One for all runs: what is written with a place finds its run there."""
    made = _Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True, cache_size=0)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    made.filters.update(
        {
            "whole": _applied(Wording.whole),
            "month": _applied(_dated("month", Wording.month)),
            "year": _applied(_dated("year", lambda _wording, day: str(day.year))),
            "words": _applied(_counted),
            "upper": _applied(lambda wording, value: wording.of(value).upper()),
            "all_of": _all_of,
        }
    )
    made.tests["known"] = _is_known
    return made


_ENVIRONMENT = _environment()


@lru_cache(maxsize=500)
def _compiled(template: str) -> tuple[Template, frozenset[str]]:
    """A template ready to run, and the names it begins with. Refused ones are not remembered."""
    tree = parsed(_ENVIRONMENT, template)
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    return _ENVIRONMENT.from_string(tree), frozenset(names - {"loop"})
