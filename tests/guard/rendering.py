"""The ways in which people write a value, so that right and wrong texts differ in the value alone."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from synthai.core.facts.values import Identifier, Name, Percent, Period, Quantity, Value, Words
from synthai.core.facts.wording import MONTHS
from synthai.core.money import Money

NBSP = "\u00a0"
_ONES_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_EN = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES_AF = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vyf",
    "ses",
    "sewe",
    "agt",
    "nege",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vyftien",
    "sestien",
    "sewentien",
    "agtien",
    "negentien",
]
_TENS_AF = ["-", "-", "twintig", "dertig", "veertig", "vyftig", "sestig", "sewentig", "tagtig", "negentig"]
_ORDINALS_EN = [
    "-",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "af": ["Maandag", "Dinsdag", "Woensdag", "Donderdag", "Vrydag", "Saterdag", "Sondag"],
}
Form = Callable[[], str]


@dataclass(frozen=True)
class Renderer:
    """Writes values of a language; which form is taken is the dice's."""

    language: str
    dice: random.Random

    def forms(self, value: Value) -> Sequence[Form]:
        """All forms of this value that are right."""
        if isinstance(value, Money):
            return self._money(value.amount)
        if isinstance(value, Percent):
            return self._percent(value.value)
        if isinstance(value, date):
            return self._date(value)
        if isinstance(value, Period):
            return self._period(value)
        if isinstance(value, Quantity):
            return [lambda form=form: f"{form()} {value.word}" for form in self._count(value.value)]  # type: ignore[misc]
        if isinstance(value, Identifier):
            return self._identifier(value.text)
        if isinstance(value, Name | Words):
            return [lambda: value.text]
        return self._count(Decimal(value))

    def render(self, value: Value) -> str:
        """One of its forms."""
        return self.dice.choice(self.forms(value))()

    def _money(self, amount: Decimal) -> list[Form]:
        plain = f"{amount:,.2f}"
        spaced, whole = plain.replace(",", NBSP), f"{amount:,.0f}"
        comma = plain.replace(",", " ").replace(".", ",")
        forms: list[Form] = [
            lambda: f"R{NBSP}{spaced}",
            lambda: f"R {plain.replace(',', ' ')}",
            lambda: f"R{comma}",
            lambda: f"R{plain}",
            lambda: f"ZAR {plain}",
            lambda: f"R{amount:.2f}",
        ]
        if amount == amount.to_integral():
            forms += [
                lambda: f"R{whole.replace(',', ' ')}",
                lambda: f"R{NBSP}{whole}",
                lambda: f"{whole.replace(',', ' ')} rand",
            ]
            if amount >= 1_000_000 and amount % 100_000 == 0:
                million = "miljoen" if self.language == "af" else "million"
                short = f"{(amount / 1_000_000).normalize():f}"
                forms += [
                    lambda: f"R{short} {million}",
                    lambda: f"R{NBSP}{short.replace('.', ',')} {million}",
                    lambda: f"{short} {million} rand",
                ]
        if amount >= 1_200_000:
            short_word = "miljoen" if self.language == "af" else "million"
            rounded = (amount / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
            forms.append(lambda: f"R{rounded} {short_word}")
        return forms

    def _percent(self, value: Decimal) -> list[Form]:
        shown = f"{value.normalize():f}"
        word = "persent" if self.language == "af" else self.dice.choice(["per cent", "percent"])
        forms: list[Form] = [
            lambda: f"{shown}%",
            lambda: f"{shown} %",
            lambda: f"{shown.replace('.', ',')}%",
            lambda: f"{shown} {word}",
        ]
        if value == value.to_integral() and value < 100:
            forms.append(lambda: f"{self.in_words(int(value))} {word}")
        elif value >= 10:
            forms.append(lambda: f"{shown.replace('.', ',')} %")
        return forms

    def _count(self, value: Decimal) -> list[Form]:
        exact = f"{value.normalize():f}"
        if "." in exact:
            return [lambda: exact, lambda: exact.replace(".", ",")]
        number = int(value)
        forms: list[Form] = [lambda: f"{number:,}".replace(",", " ") if number >= 10_000 else str(number)]
        if number >= 1000:
            forms += [lambda: f"{number:,}", lambda: f"{number:,}".replace(",", NBSP)]
        if 2 <= number < 1000:
            forms += [lambda: self.in_words(number)] * 2
        return forms

    def _date(self, day: date) -> list[Form]:
        month = MONTHS[self.language][day.month - 1]
        weekday = _DAYS[self.language][day.weekday()]
        forms: list[Form] = [
            lambda: f"{day.day} {month} {day.year}",
            lambda: f"{day.day}{NBSP}{month} {day.year}",
            lambda: f"{day:%d/%m/%Y}",
            lambda: f"{day:%Y-%m-%d}",
            lambda: f"{day:%Y/%m/%d}",
            lambda: f"{weekday}, {day.day} {month} {day.year}",
            lambda: f"{month} {day.year}",
        ]
        if self.language == "en":
            forms += [
                lambda: f"{month} {day.day}, {day.year}",
                lambda: f"the {_suffixed(day.day)} of {month} {day.year}",
                lambda: f"the {self.ordinal(day.day)} of {month} {day.year}",
                lambda: f"{day.day} {month[:3]} {day.year}",
            ]
        return forms

    def _period(self, period: Period) -> list[Form]:
        month = MONTHS[self.language][period.first.month - 1]
        to = "tot" if self.language == "af" else "to"
        first, last = (self._date(day)[0] for day in (period.first, period.last))
        forms: list[Form] = [lambda: f"{first()} {to} {last()}"]
        if (period.first.year, period.first.month) == (period.last.year, period.last.month):
            forms += [
                lambda: f"{period.first.day} {to} {period.last.day} {month} {period.last.year}",
                lambda: f"{period.first.day}\u2013{period.last.day} {month} {period.last.year}",
            ]
        return forms

    def _identifier(self, text: str) -> list[Form]:
        forms: list[Form] = [lambda: text]
        if text.isdigit() and len(text) == 10:
            forms += [
                lambda: f"{text[:3]} {text[3:6]} {text[6:]}",
                lambda: f"{text[:3]}-{text[3:6]}-{text[6:]}",
            ]
        return forms

    def in_words(self, number: int) -> str:
        """Up to 999."""
        is_english = self.language == "en"
        ones, tens = (_ONES_EN, _TENS_EN) if is_english else (_ONES_AF, _TENS_AF)
        if number < 20:
            return ones[number]
        if number < 100:
            ten, one = divmod(number, 10)
            if not one:
                return tens[ten]
            return f"{tens[ten]}-{ones[one]}" if is_english else f"{ones[one]}-en-{tens[ten]}"
        hundred, rest = divmod(number, 100)
        head = f"{ones[hundred]} hundred" if is_english else f"{ones[hundred]}honderd"
        return f"{head} {'and' if is_english else 'en'} {self.in_words(rest)}" if rest else head

    def ordinal(self, number: int) -> str:
        """Up to 31st, in English."""
        if number <= 20:
            return _ORDINALS_EN[number]
        ten, one = divmod(number, 10)
        return f"{_TENS_EN[ten]}-{_ORDINALS_EN[one]}" if one else "thirtieth"


def _suffixed(day: int) -> str:
    end = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{end}"
