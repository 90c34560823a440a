"""The guard itself: every claim of a text held against the facts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from synthai.core.facts.base import Fact, Use
from synthai.core.facts.guard import clock, days, figures, figuring, names
from synthai.core.facts.guard.claims import Finding, Kind
from synthai.core.facts.guard.lexicon import phrases
from synthai.core.facts.guard.reading import Plain, folded, plain
from synthai.core.facts.guard.said import Said
from synthai.core.facts.guard.support import Support, pattern_of
from synthai.core.facts.values import Identifier, Name, NameKind, Words

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:co\.za|com|org|net|africa|za)\b(?:/\S*)?",
    re.IGNORECASE,
)
_ENUMERATION = re.compile(
    r"^[ \t]*(?:#+ *|\*\*)?([1-9]\.[1-9](?=[ \t]+[A-Z])|(?:[1-9]|[12]\d)(?=[.)]))[.)]?[ \t]+(?=[\w*(\"])",
    re.MULTILINE,
)
_STEP = re.compile(r"(?:^|[.!?] )[#* ]*(?:Step|Stap) ([1-9])(?=[:.])", re.MULTILINE)
_SPAN = tuple[int, int]
_ROAD = re.compile(r"\bR\d{2,3}\b")
_WHOLE_SENTENCE = 5  # words


def check(text: str, facts: Iterable[Fact], *, language: str = "en") -> tuple[Finding, ...]:
    """What the text says and no fact does, in its order. Empty: nothing."""
    return Reader(facts, language=language).check(text)


class Reader:
    """The guard for several texts from the same facts, which are read once."""

    def __init__(self, facts: Iterable[Fact], *, language: str = "en") -> None:
        self.facts, self.language = list(facts), language
        self.support = Support.of(self.facts)
        self.said = Said.of(self.facts, language)
        self.names = names.Known.of(self.facts)
        self.figuring = figuring.Known.of(self.facts, self.support, self.said)
        self.addresses = " ".join(
            folded(fact.value.text)
            for fact in self.facts
            if isinstance(fact.value, Name | Words | Identifier)
        )
        self.wholes = [*_wholes(self.support, language), *_people(self.facts, language), *_roads(self.facts)]

    def check(self, text: str) -> tuple[Finding, ...]:
        """What the text says and no fact does, in its order. Empty: nothing."""
        return _Check(text, self).findings()


def _people(facts: list[Fact], language: str) -> Iterator["re.Pattern[str]"]:
    """People who are called like a month: Leandra October."""
    for fact in facts:
        if isinstance(fact.value, Name) and fact.value.kind is NameKind.PERSON:
            name = plain(fact.value.text).text
            if any(days.stated(name, language)):
                yield re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _roads(facts: list[Fact]) -> Iterator["re.Pattern[str]"]:
    """Roads of an address that read like amounts: the R62."""
    for fact in facts:
        if isinstance(fact.value, Words) and "address" in fact.key:
            for road in _ROAD.findall(fact.value.text):
                yield re.compile(rf"(?<=\b(?:the|die) ){road}(?! ?\d|[.,]\d|\w)", re.IGNORECASE)


def _wholes(support: Support, language: str) -> Iterator["re.Pattern[str]"]:
    """What stands in a text as some fact has it is right as a whole: texts with digits, longer ones, where a number may be a word, and names
    that hold a number or a day (Seven Oaks Trading, March Street Bakery).

    Numbers that identify come first, and words that do (of a choice) last, or one of them would part a sentence that it stands in.
    """
    for identifier in support.identifiers:
        if _has_digit(identifier):
            yield pattern_of(identifier)
    for phrase in support.phrases:
        parts = phrase.split()
        is_whole = _has_digit(phrase) or len(parts) >= _WHOLE_SENTENCE
        if is_whole or (phrase in support.names and _is_claim(phrase, language)):
            whole = r"\s+".join(re.escape(part) for part in parts)
            yield re.compile(rf"(?<!\w){whole}(?![\w])", re.IGNORECASE)
    for identifier in support.identifiers:
        if not _has_digit(identifier):
            yield pattern_of(identifier)


def _is_claim(name: str, language: str) -> bool:
    """Whether a name would be read as a day or a figure."""
    return any(days.stated(f"in {name}", language)) or any(
        figures.stated(name, lambda _start, _end: True, language)
    )


def sources(text: str, facts: Iterable[Fact], *, language: str = "en") -> tuple[Use, ...]:
    """From which facts the figures, days and names of a text may be: each fact by itself lets some of them pass."""
    claimed = {(each.start, each.end) for each in check(text, (), language=language)}
    found = []
    for fact in facts:
        undated = replace(fact, on=date.min)  # the day it holds for is no fact of the text
        left = {(each.start, each.end) for each in check(text, (undated,), language=language)}
        found += [
            Use(start, end, fact.key) for start, end in claimed - left if not _is_inside(start, end, left)
        ]
    return tuple(sorted(found, key=lambda use: (use.start, use.end, use.key)))


def _is_inside(start: int, end: int, spans: set[_SPAN]) -> bool:
    """Whether a part of it is still found: a name that is known by half."""
    return any(a < end and start < b for a, b in spans)


class _Check:
    """One reading of one text. `taken` are the letters that were judged already."""

    def __init__(self, text: str, reader: Reader) -> None:
        self.original, self.reader, self.language = text, reader, reader.language
        self.read: Plain = plain(text)
        self.text = self.read.text
        self.support, self.said = reader.support, reader.said
        self.stated = list(days.stated(self.text, self.language))
        self.taken: list[_SPAN] = []

    def findings(self) -> tuple[Finding, ...]:
        """All that is found, each stretch once."""
        if not self.text:
            return ()
        found = [*self._links()]
        self._take_known_texts()
        found += [*self._days(), *self._times(), *self._figures(), *self._names()]
        made: dict[_SPAN, Finding] = {}
        for kind, start, end in found:
            here = self.read.original(start, end)
            made.setdefault(here, Finding(kind, self.original[here[0] : here[1]], *here))
        return tuple(sorted(made.values(), key=lambda each: (each.start, each.end)))

    def _is_free(self, start: int, end: int) -> bool:
        return not any(start < b and a < end for a, b in self.taken)

    def _links(self) -> Iterator[tuple[Kind, int, int]]:
        for found in _LINK.finditer(self.text):
            start, end = found.start(), found.start() + len(found.group().rstrip(".,;:)\"'"))
            self.taken.append((start, end))
            if not re.search(
                rf"(?<![\w.@-]){re.escape(folded(self.text[start:end]))}(?![\w@-])", self.reader.addresses
            ):
                yield Kind.ADDRESS, start, end

    def _take_known_texts(self) -> None:
        """What facts have as a whole, names that every business may give, and the numbers of headings and lists."""
        for pattern in self.reader.wholes:
            self._take_all(pattern)
        self._take_all(phrases())
        self.taken += [found.span(1) for found in _STEP.finditer(self.text)]
        self.taken += [
            found.span(1) for found in _ENUMERATION.finditer(self.text)
        ]  # 1., 2., 3. at the beginning of lines

    def _take_all(self, pattern: "re.Pattern[str]") -> None:
        self.taken += [found.span() for found in pattern.finditer(self.text) if self._is_free(*found.span())]

    def _days(self) -> Iterator[tuple[Kind, int, int]]:
        found = [each for each in self.stated if self._is_free(each.start, each.end)]
        for stated in found:
            if not self.support.has_day(stated) and not self.said.has_day(stated):
                yield Kind.DAY, stated.start, stated.end
        for one, two in pairwise(sorted(found, key=lambda each: each.start)):
            if (
                one.weekday is None
                or two.day is None
                or not re.fullmatch(r",? (?:the )?", self.text[one.end : two.start])
            ):
                continue
            if not any(
                day.weekday() == one.weekday
                for day in self.support.days | self.said.whole_days()
                if (day.month, day.day) == (two.month, two.day)
            ):
                yield Kind.DAY, one.start, two.end
        self.taken += [(each.start, each.end) for each in found]

    def _times(self) -> Iterator[tuple[Kind, int, int]]:
        for time in clock.stated(self.text):
            if self._is_free(time.start, time.end):
                self.taken.append((time.start, time.end))
                if not self.said.has_time(time):
                    yield Kind.TIME, time.start, time.end

    def _figures(self) -> Iterator[tuple[Kind, int, int]]:
        read = figuring.Figuring(self.text, self.language, self.reader.figuring, self.stated)
        yield from read.unsupported(self._is_free)

    def _names(self) -> Iterator[tuple[Kind, int, int]]:
        for start, end in names.unsupported(
            self.text, self.reader.names, self._is_free, language=self.language
        ):
            if not self._is_of_figure(start, end):
                yield Kind.NAME, start, end

    def _is_of_figure(self, start: int, end: int) -> bool:
        """`R` before digits, `10K`, `Q3`: judged with the figure."""
        word = self.text[start:end]
        beside = self.text[max(0, start - 1) : start] + self.text[end : end + 1]
        return len(word) <= 3 and any(each.isdigit() for each in beside)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
