"""What the facts allow a text to say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import takewhile

from synthai.core.facts.base import Fact
from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.days import Stated
from synthai.core.facts.guard.reading import folded, plain
from synthai.core.facts.values import Identifier, Name, Percent, Period, Quantity, Words
from synthai.core.money import Money, round_half_up

_UNITS = {
    "kilogram": "kg", "kilograms": "kg", "kilo": "kg", "kilos": "kg", "gram": "g", "grams": "g", "litre": "l", "litres": "l", "liters": "l",
    "millilitres": "ml", "metre": "m", "metres": "m", "meters": "m", "kilometre": "km", "kilometres": "km", "ton": "t", "tons": "t", "tonnes": "t",
    "tonne": "t", "hectare": "ha", "hectares": "ha", "day": "day", "days": "day", "dae": "day", "dag": "day", "week": "week", "weeks": "week",
    "weke": "week", "month": "month", "months": "month", "maande": "month", "maand": "month", "year": "year", "years": "year", "jaar": "year",
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour", "uur": "hour", "ure": "hour", "minute": "minute", "minutes": "minute",
    **dict.fromkeys(("employee", "employees", "people", "person", "persons", "staff", "worker", "workers", "colleagues", "mense", "mens", "werkers", "werker", "werknemers", "personeel"), "person"),
    **dict.fromkeys(("customer", "customers", "client", "clients", "shopper", "shoppers", "buyers", "kliënte", "klient", "kliente"), "customer"),
    **dict.fromkeys(("job", "jobs", "post", "posts", "position", "positions", "poste"), "job"),
    **dict.fromkeys(("child", "children", "pupil", "pupils", "learner", "learners", "kids", "kinders"), "child"),
    "kg": "kg", "g": "g", "l": "l", "ml": "ml", "m": "m", "km": "km", "t": "t", "ha": "ha", "mm": "mm", "cm": "cm", "kwh": "kwh", "kw": "kw",
}  # fmt: skip


LITTLE_WORDS = frozenset({
    "a", "and", "are", "as", "at", "but", "by", "can", "each", "en", "for", "from", "het", "in", "is", "met", "must", "of",
    "on", "oor", "op", "or", "out", "per", "shall", "than", "that", "the", "to", "tot", "van", "vir", "was", "we", "were",
    "which", "who", "will", "with", "would",
})  # fmt: skip
_COUNTED = frozenset(
    {"person", "customer", "job", "child"}
)  # words for these are many; all others are measures
_RATE = re.compile(r" (?:a|an|per|each|every|'n|elke) ")
_MOST_PLACES = 6
_WHOLE_DIGITS = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_ORDINALS = {"first": Decimal(1), "second": Decimal(2), "third": Decimal(3), "fourth": Decimal(4)}
_ORDINAL = re.compile(r"(?<![a-z])(first|second|third|fourth)_(half|quarter|year|month|branch|shop)(?![a-z])")
_SAME = {
    "month": (("year", Decimal(1) / 12),),
    "year": (("month", Decimal(12)),),
    "minute": (("hour", Decimal(1) / 60),),
    "hour": (("minute", Decimal(60)),),
}


@dataclass
class Support:
    """All that may be said, by kind."""

    money: dict[str, list[Decimal]] = field(default_factory=dict)
    percents: list[Decimal] = field(default_factory=list)
    numbers: list[Decimal] = field(default_factory=list)
    quantities: dict[str, list[Decimal]] = field(default_factory=dict)  # by unit
    converted: dict[str, list[Decimal]] = field(
        default_factory=dict
    )  # the same in other units: 36 months are 3 years
    days: set[date] = field(default_factory=set)
    years: set[int] = field(default_factory=set)  # that keys name: `sales.in_2026`
    ordinals: set[tuple[Decimal, str]] = field(default_factory=set)  # that keys name: `sales.first_half_2026`
    phrases: list[str] = field(
        default_factory=list
    )  # plain; what stands in a text as a whole is read no further
    names: set[str] = field(default_factory=set)  # those among the phrases, of two words and more
    identifiers: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> "Support":
        """What these facts allow."""
        made = cls()
        for fact in facts:
            made._take(fact)
            if isinstance(fact.value, Name) and len(fact.value.text.split()) > 1:
                made.names.add(plain(fact.value.text).text)
        made.phrases.sort(key=len, reverse=True)
        return made

    def _take(self, fact: Fact) -> None:
        value = fact.value
        self.days.add(fact.on)
        self.years |= {int(found) for found in _YEAR.findall(fact.key)}
        self.ordinals |= {(_ORDINALS[one], two) for one, two in _ORDINAL.findall(fact.key)}
        if isinstance(value, Money):
            self.money.setdefault(value.currency, []).append(value.amount)
        elif isinstance(value, Percent):
            self.percents.append(value.value)
        elif isinstance(value, Quantity):
            spellings = {
                each for word in (value.unit, value.one or value.unit) for each in _without_rate(word)
            }
            lasts = {word.rpartition(" ")[2] for word in spellings if not _RATE.search(word)}
            for unit in {unit_of(each) for each in spellings | lasts}:
                self._put_quantity(unit, value.value)
        elif isinstance(value, Period):
            self.days |= {value.first, value.last}
            self.converted.setdefault("day", []).append(Decimal((value.last - value.first).days + 1))
            self.converted.setdefault("month", []).append(Decimal(_months(value)))
        elif isinstance(value, date):
            self.days.add(value)
        elif isinstance(value, Identifier):
            self.identifiers.append(plain(value.text).text)
        elif isinstance(value, Name | Words):
            self.phrases.append(plain(value.text).text)
        elif not isinstance(value, bool):
            self.numbers.append(Decimal(value))

    def _put_quantity(self, unit: str, value: Decimal) -> None:
        self.quantities.setdefault(unit, []).append(value)
        for other, times in _SAME.get(unit, ()):
            converted = round_half_up(value * times, 2)
            if converted == converted.to_integral() and converted >= 1:
                self.converted.setdefault(other, []).append(converted)

    def has_day(self, stated: Stated) -> bool:
        """Whether some fact holds on that day, in that month or year; a weekday must be that of a day."""
        if not stated.is_possible:
            return False
        return any(_is_that(day, stated) for day in self.days)

    def has(self, claim: Claim) -> bool:
        """Whether some fact says this figure."""
        if not claim.readings:
            return False
        if claim.kind is Kind.MONEY:
            return any(_says(claim, value) for value in self.money.get(claim.currency, ()))
        if claim.kind is Kind.PERCENT:
            return any(_is_exactly(claim, value) for value in self.percents)
        return self._has_number(claim) or self._has_split(claim)

    def _has_number(self, claim: Claim) -> bool:
        if claim.scale == 1 and not claim.is_negative and len(claim.readings) == 1 and self._is_year(claim):
            return True
        if claim.is_ordinal and (claim.readings[0], *claim.following[:1]) in self.ordinals:
            return True
        named = self._named(claim.following)
        if named is not None:
            return any(_says(claim, value) for value in named)
        # Quantities speak for what they count alone; by themselves, as in `a team of 14,`, their number is enough.
        is_bare = not claim.following or claim.following[0] in LITTLE_WORDS
        counted = (value for values in self.quantities.values() for value in values) if is_bare else ()
        plainly = (*self.numbers, *counted)
        if any(_says(claim, value) for value in plainly):
            return True
        # An amount in a table whose column says rand: only to the cent.
        return claim.places == 2 and any(
            value in claim.readings for values in self.money.values() for value in values
        )

    def _named(self, words: tuple[str, ...]) -> list[Decimal] | None:
        """The quantities of what the next words name: `new jobs` before `jobs`, adjectives in between allowed. None of a measure that no fact
        has; None when the words name no unit."""
        words = tuple(takewhile(lambda word: word not in LITTLE_WORDS, words))
        stretches = (words[a:b] for a in range(len(words)) for b in range(len(words), a, -1))
        for stretch in stretches:
            unit = unit_of(" ".join(stretch))
            if stretch and (unit in self.quantities or unit in self.converted):
                return [*self.quantities.get(unit, ()), *self.converted.get(unit, ())]
        return [] if words and _UNITS.get(words[0], "person") not in _COUNTED else None

    def _is_year(self, claim: Claim) -> bool:
        value = claim.readings[0]
        return (
            not claim.places
            and 1900 <= value <= 2100
            and not claim.is_in_words
            and (any(day.year == value for day in self.days) or value in self.years)
            and claim.following[:1] not in {("rand",)}
        )

    def _has_split(self, claim: Claim) -> bool:
        """`12 250 g`: twelve of 250 g each."""
        return bool(claim.split) and all(
            self._has_number(
                Claim(
                    claim.start,
                    claim.end,
                    (value,),
                    following=claim.following if value == claim.split[-1] else (),
                )
            )
            for value in claim.split
        )


def _months(period: Period) -> int:
    """The months of a period, a begun one counted."""
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1


def _without_rate(unit: str) -> set[str]:
    """What is counted, with and without how often: of `repairs a month` repairs, and never months."""
    counted = _RATE.split(unit, maxsplit=1)[0]
    return {counted} if counted == unit else {counted, unit}


def unit_of(word: str) -> str:
    """One word for a unit however it is written: `kg` for kilograms, the singular for what we do not know."""
    low = folded(word)
    if " " in low:
        return " ".join(unit_of(each) for each in low.split())
    if low in _UNITS:
        return _UNITS[low]
    if low.endswith("ies") and len(low) > 4:
        return f"{low[:-3]}y"
    if low.endswith(("sses", "shes", "ches", "xes")):
        return low[:-2]
    return low[:-1] if low.endswith("s") and not low.endswith("ss") and len(low) > 3 else low


def _is_exactly(claim: Claim, value: Decimal) -> bool:
    """A percentage as it stands: 13% is another one than 13.25%. In words a fraction may be rounded (`a third`)."""
    if claim.is_negative and value > 0:
        return False
    return any(shown * claim.scale == abs(value) for shown in claim.readings)


def _says(claim: Claim, value: Decimal) -> bool:
    if claim.is_negative and value > 0:
        return False
    value = abs(value)
    for shown in claim.readings:
        if shown * claim.scale == value:
            return True
        if _is_rounded(shown, claim, value):
            return True
    return False


def _is_rounded(shown: Decimal, claim: Claim, value: Decimal) -> bool:
    """Whether the text shows the value rounded half up, with two digits that count at least."""
    if claim.is_ordinal or (claim.is_in_words and claim.scale == 1):
        return False
    places = _places(shown)
    digits = shown.adjusted() + 1 + places if shown >= 1 else places
    if not shown or digits < 2:
        return False
    if claim.kind is Kind.MONEY and (
        (places or digits < _WHOLE_DIGITS) if claim.scale == 1 else not places and digits < _WHOLE_DIGITS
    ):
        return False  # an amount in full is told to the rand, but no small price; `R11 million` is no R10.6 million
    if (
        len(claim.readings) > 1 and places and not claim.places
    ):  # `1,234` read as one and a bit is exact or nothing
        return False
    return round_half_up(value / claim.scale, places) == shown


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_that(day: date, stated: Stated) -> bool:
    return (
        stated.year in {None, day.year}
        and stated.month in {None, day.month}
        and stated.day in {None, day.day}
        and stated.weekday in {None, day.weekday()}
    )


def pattern_of(identifier: str) -> "re.Pattern[str]":
    """The identifier however it is parted: `4740101508`, `474 010 1508`."""
    letters = [re.escape(each) for each in identifier if each.isalnum() or each == "+"]
    return re.compile(r"(?<![\w])" + r"[ ./()-]{0,2}".join(letters) + r"(?![\w])", re.IGNORECASE)
