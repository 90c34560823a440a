"""Days and parts of days that a text states, in the forms people write them in English and Afrikaans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from synthai.core.facts.guard.numbers import spelt

_MONTH_WORDS = (
    ("january", "jan", "januarie"), ("february", "feb", "februarie"), ("march", "mar", "maart", "mrt"), ("april", "apr"), ("may", "mei"),
    ("june", "jun", "junie"), ("july", "jul", "julie"), ("august", "aug", "augustus"), ("september", "sep", "sept"), ("october", "oct", "oktober", "okt"),
    ("november", "nov"), ("december", "dec", "desember", "des"),
)  # fmt: skip
_MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words}
_WEEKDAY_WORDS = (
    ("monday", "maandag", "maandae", "mon"), ("tuesday", "dinsdag", "dinsdae", "tue", "tues"), ("wednesday", "woensdag", "woensdae", "wed"), ("thursday", "donderdag", "donderdae", "thu", "thurs"),
    ("friday", "vrydag", "vrydae", "fri"), ("saturday", "saterdag", "saterdae", "sat"), ("sunday", "sondag", "sondae", "sun"),
)  # fmt: skip
_WEEKDAYS = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|ste|de)?"
_YEAR = r"(?P<year>(?:19|20)\d{2}|'\d{2})\b"
_TO = r"(?: ?- ?| to | tot | until | and | en )"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\w/.-])(?P<year>\d{4})[-/.](?P<month_number>\d{1,2})[-/.](?P<day>\d{1,2})(?![\w/-]|\.\d)",
        r"(?<![\w/.-])(?P<day>\d{1,2})[-/.](?P<month_number>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?![\w/-]|\.\d)",
        rf"(?<![\w.,])(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?(?P<to>{_TO}){_DAY} (?:of |van )?{_MONTH}(?:,? {_YEAR})?",
        rf"(?<![\w.,]){_DAY}[ -](?:of |van )?{_MONTH}(?:[ -]|, )?(?:{_YEAR})?",
        rf"\b{_MONTH} {_DAY}(?:{_TO}(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?)?\b(?![.,]?\d| (?:million|%))(?:,? {_YEAR})?",
        rf"\b{_MONTH}[ ,-]{{1,2}}(?:of |van )?{_YEAR}",
    )
)
_ALONE = re.compile(rf"\b{_MONTH}(?:(?=[^\w]|$))", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")(?:s|oggend|middag|aand)?\b",
    re.IGNORECASE,
)
_VERB_MAY = re.compile(r" (?:I|we|you|he|she|it|they|the|this|these|your|our|all|God)\b", re.IGNORECASE)
_FINANCIAL = re.compile(r"(?<![\w/.-])(?P<one>(?:19|20)\d{2}) ?[/-] ?(?P<two>(?:20)?\d{2})(?![\w/.-]|,\d)")


@dataclass(frozen=True, slots=True)
class Stated:
    """A day, or as much of it as the text says. `is_possible` is False for a 31st of June. `weekday` 0 is Monday."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    is_possible: bool = True


def stated(text: str, language: str = "en") -> Iterator[Stated]:
    """The days of a plain text, longer forms first; no letter belongs to two, except that a range is two days."""
    reader = _Reader(text, language)
    yield from reader.spelt_out()
    yield from reader.whole()
    yield from reader.financial_years()
    yield from reader.alone()


class _Reader:
    """Reads the forms in their order; what one form took is not read by the next."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language
        self.taken: list[tuple[int, int]] = []

    def _takes(self, start: int, end: int) -> bool:
        if any(start < b and a < end for a, b in self.taken):
            return False
        self.taken.append((start, end))
        return True

    def spelt_out(self) -> Iterator[Stated]:
        """`the twenty-ninth of November 2026`."""
        for found in _in_words(self.text, self.language):
            if self._takes(found.start, found.end):
                yield found

    def whole(self) -> Iterator[Stated]:
        """Days and months in digits and words."""
        for form in _FORMS:
            for found in form.finditer(self.text):
                if _is_meant(found) and self._takes(*found.span()):
                    yield from _days(found)

    def financial_years(self) -> Iterator[Stated]:
        """`2026/27`."""
        for year in _FINANCIAL.finditer(self.text):
            one, two = int(year["one"]), int(year["two"])
            if two % 100 == (one + 1) % 100 and self._takes(*year.span()):
                yield Stated(year.start("one"), year.end("one"), one)
                yield Stated(year.start("two"), year.end("two"), one + 1)

    def alone(self) -> Iterator[Stated]:
        """Months and weekdays by themselves."""
        for found in _ALONE.finditer(self.text):
            if _is_month_word(self.text, found) and self._takes(*found.span()):
                yield Stated(*found.span(), month=_MONTHS[found["month"].lower()])
        for found in _WEEKDAY.finditer(self.text):
            if found["weekday"][0].isupper() and (len(found["weekday"]) > 4 or found.group().endswith("day")):
                yield Stated(*found.span(), weekday=_WEEKDAYS[found["weekday"].lower()])


def _days(found: "re.Match[str]") -> Iterator[Stated]:
    parts = found.groupdict()
    month = int(parts["month_number"]) if parts.get("month_number") else _MONTHS[parts["month"].lower()]
    year = _year(parts.get("year"))
    for name in ("day_before", "day", "day_after"):
        if parts.get(name):
            yield _checked(found.start(), found.end(), year, month, int(parts[name]))
    if not parts.get("day"):
        yield Stated(found.start(), found.end(), year, month)


def _checked(start: int, end: int, year: int | None, month: int, day: int) -> Stated:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return Stated(start, end, year, month, day, is_possible=False)
    return Stated(start, end, year, month, day)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number = int(text.lstrip("'"))
    return number + 2000 if number < 100 else number


def _is_meant(found: "re.Match[str]") -> bool:
    """`5 may` in small letters is a verb, `12 dec` is a day only with its capital, and a day of the month has no decimals."""
    word = found.groupdict().get("month")
    if word is None:
        return True
    return word[0].isupper() or (len(word) > 4 and word != "march")


def _is_month_word(text: str, found: "re.Match[str]") -> bool:
    word = found["month"]
    if not word[0].isupper() or len(word) < 3:
        return False
    is_ambiguous = word.lower() in {
        "may",
        "march",
        "mar",
        "des",
        "sept",
        "jan",
        "jun",
        "dec",
        "apr",
        "aug",
        "mei",
        "okt",
        "oct",
        "nov",
        "sep",
        "feb",
        "jul",
        "mrt",
    }
    if not is_ambiguous:
        return True
    before = text[max(0, found.start() - 40) : found.start()].rstrip(' "(*')
    begins = not before or before[-1] in ".!?:\n"
    if begins and word.lower() == "may" and _VERB_MAY.match(text, found.end()):
        return False
    return word.lower() in {"may", "march", "mei", "maart"}


def _in_words(text: str, language: str) -> Iterator[Stated]:
    """`the twenty-ninth of November 2026`."""
    for number in spelt(text, language):
        if not number.is_ordinal or number.value is None:
            continue
        after = re.compile(rf" (?:of |day of |van )?{_MONTH}(?:,? {_YEAR})?", re.IGNORECASE).match(
            text, number.end
        )
        if after is None or not after["month"][0].isupper():
            continue
        yield _checked(
            number.start,
            after.end(),
            _year(after["year"]),
            _MONTHS[after["month"].lower()],
            int(number.value),
        )
