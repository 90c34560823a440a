"""Numbers as learners type them, and whether one is near enough.

In South Africa the decimal mark is a comma and thousands stand apart by a thin space; phones and calculators write a point. Both
are read. A learner is not an importer: `1,234` is refused there as two numbers at once, but here it can only be asked back, so it is
read as the decimal comma that South African schools teach, and as thousands only where groups leave no other reading.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_SPACES: Final = re.compile(r"[\s\u00a0\u2009\u202f]+")
_SIGNS: Final = {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NON-BREAKING HYPHEN}": "-"}
_DIGITS: Final = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{1,12})?|[+-]?[.,]\d{1,12}", re.ASCII)
_BY_SPACE: Final = re.compile(r"[+-]?\d{1,3}(?: \d{3}){1,6}(?:[.,]\d{1,12})?", re.ASCII)
_BY_COMMA: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3}){1,6}\.\d{1,12}|[+-]?\d{1,3}(?:,\d{3}){2,6}", re.ASCII)
_BY_POINT: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){1,6},\d{1,12}|[+-]?\d{1,3}(?:\.\d{3}){2,6}", re.ASCII)


class NotANumber(ValueError):
    """The text is no number that we can read."""


@dataclass(frozen=True, kw_only=True)
class NumberRule:
    """The number that counts and how far away one may be: as an amount, or per cent of the number. Both ends count."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    is_percent: bool = False
    unit: str = ""

    @property
    def reach(self) -> Decimal:
        """How far a number may be away."""
        return abs(self.value) * self.tolerance / 100 if self.is_percent else self.tolerance

    def holds(self, typed: str) -> bool:
        """Whether a typed number is near enough. What cannot be read is not."""
        try:
            number = read_number(typed, unit=self.unit)
        except NotANumber:
            return False
        return abs(number - self.value) <= self.reach


def read_number(text: str, *, unit: str = "") -> Decimal:
    """The number in a text, with or without its unit. Raises NotANumber."""
    body = _SPACES.sub(" ", "".join(_SIGNS.get(letter, letter) for letter in text)).strip()
    body = _without_unit(body, _SPACES.sub(" ", unit).strip())
    if body.startswith(("- ", "+ ")):
        body = body[0] + body[2:]
    if _DIGITS.fullmatch(body):
        return Decimal(body.replace(",", "."))
    if _BY_SPACE.fullmatch(body):
        return Decimal(body.replace(" ", "").replace(",", "."))
    if _BY_COMMA.fullmatch(body):
        return Decimal(body.replace(",", ""))
    if _BY_POINT.fullmatch(body):
        return Decimal(body.replace(".", "").replace(",", "."))
    raise NotANumber(text)


def write_number(number: Decimal) -> str:
    """A number as people here read it: `1 234,5`, with a no-break space between thousands."""
    plain = f"{number:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def _without_unit(body: str, unit: str) -> str:
    """The text without its unit before or behind it: R 12, 4 °C, 15 %. The sign may stand before the unit."""
    if not unit:
        return body
    sign = body[0] if body[:1] in {"-", "+"} else ""
    rest, low = body[len(sign) :].strip(), unit.casefold()
    if rest.casefold().startswith(low):
        return sign + rest[len(unit) :].strip()
    if rest.casefold().endswith(low):
        return sign + rest[: -len(unit)].strip()
    return body
