"""The fact base: what is known, by dotted keys, each with where it is from and the day it holds for.

    facts = FactBase(
        [
            Fact("organisation.name", Name("Umoja Foods", NameKind.COMPANY), source=OURS, on=today),
            Fact("people.0.name", Name("Thandi Mokoena", NameKind.PERSON), source=OURS, on=today),
        ],
        questions=[Question("funding.amount", _("How much money do you ask for?"), Money)],
    )

Records of a list are numbered from 0: `people.0`, `people.1`; how many there are is a fact too (`people.count`), reckoned here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError
from synthai.core.facts import values
from synthai.core.facts.values import Value

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

COUNT = "count"
_LONGEST_LIST = 1000


class SourceKind(StrEnum):
    """Where a fact is from."""

    ORGANISATION = "organisation"
    PERSON = "person"
    PRODUCT = "product"
    SALES = "sales"
    COMPUTED = "computed"
    ANSWER = "answer"
    DOCUMENT = "document"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from, in words that a person understands; `reference` leads a program there."""

    kind: SourceKind
    words: "_StrOrPromise"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known. `on` is the day it holds for. A private one (an ID number, somebody's health) stands in texts that templates
    write and never goes to a provider of language models; behind a veil it is written as dots, and still decides what it decides."""

    key: str
    value: Value
    source: Source
    on: date
    is_private: bool = False
    is_veiled: bool = False

    def __post_init__(self) -> None:
        values.check(self.value)
        parts = self.key.split(".")
        if not all(_is_part(part) for part in parts) or parts[0].isdigit() or parts[-1].isdigit():
            raise ValueError(f"{self.key!r} is no key: lower-case words parted by dots, numbers for records.")


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked when a fact is missing."""

    key: str
    words: "_StrOrPromise"
    kind: type[Value] | type = values.Words
    help: "_StrOrPromise" = ""


@dataclass(frozen=True, slots=True)
class Use:
    """Where in a text a fact stands."""

    start: int
    end: int
    key: str


class MissingFact(DomainError):
    """Text needs a fact that is not there. Names the question that asks for it."""

    code = "facts.missing"
    title = _("Something is not known yet")
    message = _("“%(question)s” has no answer yet, and the text cannot be written without it.")
    remedy = _("Answer the question that the detail names, and write the text again.")
    status = 422

    def __init__(self, question: Question, *, is_asked: bool = True) -> None:
        self.question = question
        super().__init__(
            None if is_asked else _("“%(key)s” is not known, and no question asks for it."),
            field=question.key,
            question=question.words,
            key=question.key,
        )


@dataclass(frozen=True)
class FactBase:
    """All that is known for one text."""

    facts: Iterable[Fact]
    questions: Iterable[Question] = ()
    _by_key: dict[str, Fact] = field(init=False, repr=False)
    _children: dict[str, list[str]] = field(init=False, repr=False)
    _asked: dict[str, Question] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_key: dict[str, Fact] = {}
        object.__setattr__(self, "facts", tuple(self.facts))
        for fact in self.facts:
            if fact.key in by_key:
                raise ValueError(f"{fact.key} is there twice.")
            by_key[fact.key] = fact
        for counted in _counts(by_key):
            by_key.setdefault(counted.key, counted)
        object.__setattr__(self, "_by_key", by_key)
        object.__setattr__(self, "_children", _children(by_key))
        object.__setattr__(self, "_asked", {each.key: each for each in self.questions})

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str) -> Fact | None:
        """The fact with this key."""
        return self._by_key.get(key)

    def __getitem__(self, key: str) -> Fact:
        """The fact with this key. Raises MissingFact."""
        found = self._by_key.get(key)
        if found is None:
            raise self.missing(key)
        return found

    def has(self, key: str) -> bool:
        """Whether there is a fact with this key or below it."""
        return key in self._by_key or key in self._children

    def children(self, key: str) -> list[str]:
        """The next parts of the keys below this one."""
        return self._children.get(key, [])

    def records(self, key: str) -> list[str]:
        """The keys of the records of a list, in order."""
        numbers = sorted(int(part) for part in self.children(key) if part.isdigit())
        return [f"{key}.{number}" for number in numbers]

    def missing(self, key: str) -> MissingFact:
        """The error that asks for this key. A record's question is the list's: `people.0.name` is asked by `people.name`."""
        plain = ".".join(part for part in key.split(".") if not part.isdigit())
        question = self.question(key) or self.question(plain)
        if question is None:
            return MissingFact(Question(key, key), is_asked=False)
        return MissingFact(replace(question, key=key))

    def question(self, key: str) -> Question | None:
        """The question that asks for this key."""
        return self._asked.get(key)

    @property
    def asked(self) -> list[Question]:
        """All questions."""
        return list(self._asked.values())

    def and_also(self, facts: Iterable[Fact]) -> "FactBase":
        """The same with more facts; of two with one key the newer stays."""
        merged = {fact.key: fact for fact in (*self.facts, *facts)}
        return FactBase(merged.values(), self._asked.values())


def _is_part(part: str) -> bool:
    return part.isdigit() or (part.replace("_", "").isalnum() and part[0].isalpha() and part == part.lower())


def _children(by_key: Mapping[str, Fact]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for key in by_key:
        parts = key.split(".")
        for depth in range(1, len(parts)):
            found.setdefault(".".join(parts[:depth]), {})[parts[depth]] = None
    return {key: list(parts) for key, parts in found.items()}


def _counts(by_key: Mapping[str, Fact]) -> list[Fact]:
    """How long each list is. Refuses a list that is longer than any text can use."""
    made = []
    for key, parts in _children(by_key).items():
        numbers = [part for part in parts if part.isdigit()]
        if len(numbers) > _LONGEST_LIST:
            raise ValueError(f"{key} has more than {_LONGEST_LIST} records.")
        if numbers:
            newest = max(fact.on for name, fact in by_key.items() if name.startswith(f"{key}."))
            source = Source(SourceKind.COMPUTED, _("Counted"), key)
            made.append(Fact(f"{key}.{COUNT}", len(numbers), source, newest))
    return made
