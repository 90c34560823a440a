"""How values are written: money, days and numbers as South Africans read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from synthai.core.facts.values import Identifier, Name, Percent, Period, Quantity, Value, Words
from synthai.core.money import NBSP, Money, format_zar, group_digits, round_half_up

MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "af": ("Januarie", "Februarie", "Maart", "April", "Mei", "Junie", "Julie", "Augustus", "September", "Oktober", "November", "Desember"),
}  # fmt: skip
_SMALL = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "af": ("geen", "een", "twee", "drie", "vier", "vyf", "ses", "sewe", "agt", "nege", "tien", "elf", "twaalf"),
}  # fmt: skip
_JOIN = {"en": "and", "af": "en"}
_TO = {"en": "to", "af": "tot"}
_YES = {"en": ("yes", "no"), "af": ("ja", "nee")}


@dataclass(frozen=True, slots=True)
class Wording:
    """A language and a decimal mark. Languages we have no words for are written with English ones."""

    language: str = "en"
    decimal_mark: str = "."

    @property
    def _known(self) -> str:
        return self.language if self.language in MONTHS else "en"

    def of(self, value: Value) -> str:
        """The value as it is written."""
        if isinstance(value, bool):
            return _YES[self._known][0 if value else 1]
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Percent):
            return f"{self.number(value.value)}%"
        if isinstance(value, Quantity):
            return f"{self.number(value.value)}{NBSP}{value.word}"
        if isinstance(value, Period):
            return f"{self.day(value.first)} {_TO[self._known]} {self.day(value.last)}"
        if isinstance(value, Name | Identifier | Words):
            return value.text
        return self.number(Decimal(value))

    def money(self, value: Money, places: int = 2) -> str:
        """`R 1 234.56`; other currencies by their code."""
        if value.currency == "ZAR":
            return format_zar(value.amount, places, decimal_mark=self.decimal_mark)
        return f"{value.currency}{NBSP}{group_digits(value.amount, places).replace('.', self.decimal_mark)}"

    def number(self, value: Decimal) -> str:
        """As many decimals as it has, in groups of three from 1 000 on."""
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        return group_digits(value, places).replace(".", self.decimal_mark)

    def day(self, value: date) -> str:
        """`21 November 2026`."""
        return f"{value.day}{NBSP}{self.month(value)}"

    def month(self, value: date) -> str:
        """`November 2026`."""
        return f"{MONTHS[self._known][value.month - 1]}{NBSP}{value.year}"

    def whole(self, value: Value) -> str:
        """Without cents or decimals, rounded half up."""
        if isinstance(value, Money):
            return self.money(value, 0)
        if isinstance(value, Percent):
            return f"{round_half_up(value.value, 0)}%"
        if isinstance(value, Quantity):
            return f"{group_digits(value.value, 0)}{NBSP}{value.word}"
        return self.of(value)

    def in_words(self, value: int) -> str:
        """Small numbers in words, larger ones in digits."""
        small = _SMALL[self._known]
        return small[value] if 0 <= value < len(small) else self.number(Decimal(value))

    def list_of(self, texts: list[str]) -> str:
        """`A, B and C`."""
        if len(texts) < 2:
            return "".join(texts)
        return f"{', '.join(texts[:-1])} {_JOIN[self._known]} {texts[-1]}"
