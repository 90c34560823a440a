"""Wrong things put into the texts that were written by hand: in each an amount, a date and a name, as far as it has them."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from synthai.core.facts.base import FactBase
from synthai.core.facts.guard.reading import plain
from synthai.core.facts.values import Name, Percent, Period, Quantity, Words
from synthai.core.money import Money
from tests.guard.mutating import STRANGERS
from tests.guard.writing import Written

_AMOUNT = re.compile(
    r"(?<![\w/.,-])(?:(?:R|ZAR) ?(?P<money>\d{1,3}(?:[ ,]\d{3})+|\d+)(?![\d,.]*\d{4})|(?P<percent>\d{1,2}(?:[.,]\d{1,2})?)(?=%| per ?cent| persent))"
)
_DATE = re.compile(
    r"\b(?:(?P<day>\d{1,2}) )?(?P<month>January|February|March|April|June|July|August|September|October|November|December"
    r"|Januarie|Februarie|Maart|Julie|Augustus|Oktober|Desember)(?: (?P<year>20\d\d))?\b"
)
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "af": ("Januarie", "Februarie", "Maart", "April", "Mei", "Junie", "Julie", "Augustus", "September", "Oktober", "November", "Desember"),
}  # fmt: skip
_TRIES = 60


@dataclass(frozen=True)
class Planted:
    """A text with one wrong thing in it, and where."""

    text: str
    start: int
    end: int
    kind: str


def planted(written: Written, dice: random.Random) -> Iterator[Planted]:
    """Up to three for each text."""
    for original in written.texts:
        text = plain(original).text
        for kind, made in (
            ("amount", _amount(text, written.facts, dice)),
            ("date", _date(text, written, dice)),
            ("name", _name(text, written.facts, dice)),
        ):
            if made is not None:
                yield _put(text, *made, kind)


def _amount(text: str, facts: FactBase, dice: random.Random) -> tuple[int, int, str] | None:
    """Another digit in an amount or a percentage; not one that another fact has, which is a right figure in the wrong place."""
    places = list(_AMOUNT.finditer(text))
    known = _figures(facts)
    for _turn in range(_TRIES if places else 0):
        found = dice.choice(places)
        name = "money" if found["money"] else "percent"
        at = dice.choice(
            [found.start(name) + i for i, each in enumerate(found[name]) if each.isdigit() and each != "0"]
        )
        digit = dice.choice([each for each in "123456789" if each != text[at]])
        wrong = text[found.start() : at] + digit + text[at + 1 : found.end()]
        if _amount_of(wrong, name) not in known:
            return found.start(), found.end(), wrong
    return None


def changed(written: Written) -> Iterator[Planted]:
    """Every digit of every amount and percentage made every other digit, every date another day, month and year that no fact has."""
    known = _figures(written.facts)
    for original in written.texts:
        text = plain(original).text
        for found in _AMOUNT.finditer(text):
            name = "money" if found["money"] else "percent"
            for at in (place for place in range(*found.span(name)) if text[place].isdigit()):
                for digit in set("0123456789") - {text[at]} - ({"0"} if at == found.start(name) else set()):
                    wrong = text[found.start() : at] + digit + text[at + 1 : found.end()]
                    if _amount_of(wrong, name) not in known:
                        yield _put(text, found.start(), found.end(), wrong, "amount")
        for found in _DATE.finditer(text):
            for month in _free_months(text, written):
                yield _put(text, found.start("month"), found.end("month"), month, "date")
            for day in _free_days(found, written) if found["day"] else ():
                yield _put(text, *found.span("day"), str(day), "date")
            for year in _free_years(written) if found["year"] else ():
                yield _put(text, *found.span("year"), str(year), "date")


def _put(text: str, start: int, end: int, wrong: str, kind: str) -> Planted:
    return Planted(text[:start] + wrong + text[end:], start, start + len(wrong), kind)


def _amount_of(text: str, name: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", text.replace(",", "." if name == "percent" else "")))


def _figures(facts: FactBase) -> set[Decimal]:
    values = (fact.value for fact in facts)
    return {
        each.amount if isinstance(each, Money) else each.value
        for each in values
        if isinstance(each, Money | Percent | Quantity)
    } | {Decimal(15), *_written_figures(facts)}


def _written_figures(facts: FactBase) -> Iterator[Decimal]:
    """The amounts and percentages that a text among the facts has: `Cut waste to 5%`."""
    for fact in facts:
        for found in _AMOUNT.finditer(plain(fact.value.text).text) if isinstance(fact.value, Words) else ():
            name = "money" if found["money"] else "percent"
            yield _amount_of(found[name], name)


def _date(text: str, written: Written, dice: random.Random) -> tuple[int, int, str] | None:
    """A month in which no fact falls."""
    places = list(_DATE.finditer(text))
    free = _free_months(text, written)
    if not places or not free:
        return None
    found = dice.choice(places)
    return found.start("month"), found.end("month"), dice.choice(free)


def _free_months(text: str, written: Written) -> list[str]:
    used = {day.month for day in _days(written.facts)}
    said = " ".join([text, *(fact.value.text for fact in written.facts if isinstance(fact.value, Words))])
    months = enumerate(_MONTHS[written.language], 1)
    return [month for number, month in months if number not in used and month not in said]


def _free_days(found: "re.Match[str]", written: Written) -> list[int]:
    month = (
        _MONTHS[written.language].index(found["month"]) + 1
        if found["month"] in _MONTHS[written.language]
        else 0
    )
    used = {day.day for day in _days(written.facts) if day.month == month}
    said = " ".join(fact.value.text for fact in written.facts if isinstance(fact.value, Words))
    return [day for day in range(1, 29) if day not in used and f"{day} {found['month']}" not in said]


def _free_years(written: Written) -> list[int]:
    used = {day.year for day in _days(written.facts)}
    said = " ".join([*(fact.key for fact in written.facts), *(str(fact.value) for fact in written.facts)])
    return [year for year in range(2010, 2032) if year not in used and str(year) not in said]


def _days(facts: FactBase) -> Iterator[date]:
    for fact in facts:
        if isinstance(fact.value, Period):
            yield from (fact.value.first, fact.value.last)
        elif isinstance(fact.value, date):
            yield fact.value


def _name(text: str, facts: FactBase, dice: random.Random) -> tuple[int, int, str] | None:
    """Somebody or something else where a name of the facts stands."""
    places = [
        (found.start(), found.end(), value.kind)
        for value in (fact.value for fact in facts)
        if isinstance(value, Name) and value.kind in STRANGERS
        for word in (value.text, value.text.split()[0])
        for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text)
        if word[0].isupper()
    ]
    if not places:
        return None
    start, end, kind = dice.choice(places)
    known = " ".join(str(fact.value) for fact in facts)
    strangers = [each for each in STRANGERS[kind] if not any(part in known for part in each.split())]
    wrong = dice.choice(strangers)
    return start, end, wrong if " " in text[start:end] else wrong.split()[0]
