"""Money: Decimal amounts with their currency, rounding by law, rand in and out.

Rounding is ROUND_HALF_UP (VAT Act 89 of 1991, section 66: half a cent or more goes up). Amounts are shown as
`R 1 234.56` with non-breaking spaces. What people type or import may use either decimal mark; what is ambiguous
(`1,234`) is refused, never guessed.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

NBSP = "\N{NO-BREAK SPACE}"
CENT = Decimal("0.01")

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CURRENCY = re.compile(r"^(?:ZAR|R)", re.IGNORECASE)
_MINUS = "-\N{MINUS SIGN}\N{EN DASH}"
# Plain digits, digits in threes by spaces, or by commas (then the decimal mark can only be a point).
_PLAIN = re.compile(r"^(\d*)(?:[.,](\d{1,2}))?$", re.ASCII)
_BY_SPACE = re.compile(r"^(\d{1,3}(?: \d{3})+)(?:[.,](\d{1,2}))?$", re.ASCII)
_BY_COMMA = re.compile(r"^(\d{1,3}(?:,\d{3})+)\.(\d{1,2})$|^(\d{1,3}(?:,\d{3}){2,})$", re.ASCII)


class AmountUnclear(DomainError, ValueError):
    """The text is no amount, or could mean two."""

    code = "core.money.unclear"
    title = _("The amount is unclear")
    message = _("“%(text)s” is not a clear amount. Write it like 1234.56 or R 1 234,56.")
    remedy = _("Use one decimal mark and at most two decimals, and no thousands separator.")


class CurrencyMismatch(TypeError):
    """Two amounts of different currencies were added or compared."""


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """`value` rounded to `places` decimals, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def group_digits(value: Decimal, places: int) -> str:
    """`value` rounded half up, with a decimal point and non-breaking spaces between thousands."""
    rounded = round_half_up(value, places)
    if not rounded:
        rounded = abs(rounded)  # never "-0.00"
    return f"{rounded:,.{places}f}".replace(",", NBSP)


def format_zar(amount: Decimal, places: int = 2, *, decimal_mark: str = ".") -> str:
    """Rand as people read it: `R 1 234.56`, `-R 12.50`; `decimal_mark` may be a comma."""
    digits = group_digits(amount, places).replace(".", decimal_mark)
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    return f"{sign}R{NBSP}{digits}"


def parse_amount(text: str) -> Decimal:
    """The amount somebody typed or a file holds, to the cent. Raises AmountUnclear when in doubt."""
    body = _SPACES.sub(" ", text).strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1].strip()
    body, front = _without_minus(body, at_end=False)
    body = _CURRENCY.sub("", body, count=1).strip()
    body, after_symbol = _without_minus(body, at_end=False)
    body, back = _without_minus(body, at_end=True)
    signs = negative + front + after_symbol + back
    whole, cents = _parts(body)
    if signs > 1 or not (whole or cents):
        raise AmountUnclear(text=text)
    amount = Decimal(f"{whole or 0}.{cents or 0}").quantize(CENT)
    return -amount if signs else amount


def _without_minus(body: str, *, at_end: bool) -> tuple[str, bool]:
    if body and body[-1 if at_end else 0] in _MINUS:
        return (body[:-1] if at_end else body[1:]).strip(), True
    return body, False


def _parts(body: str) -> tuple[str, str]:
    """Whole digits and decimals of an amount without sign and symbol; two empty texts when it is unclear."""
    for pattern in (_PLAIN, _BY_SPACE, _BY_COMMA):
        found = pattern.match(body)
        if found:
            groups: list[str] = [group or "" for group in found.groups()]
            whole = groups[0] or groups[-1] if pattern is _BY_COMMA else groups[0]
            return re.sub(r"[ ,]", "", whole), groups[1]
    return "", ""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217). Rounds only when asked to."""

    amount: Decimal
    currency: str = "ZAR"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal, not {type(self.amount).__name__}.")
        if not self.amount.is_finite():
            raise ValueError("Money must be a finite amount.")

    def _same(self, other: "Money") -> Decimal:
        if getattr(other, "currency", None) != self.currency:
            raise CurrencyMismatch(f"{self!r} and {other!r} do not have the same currency.")
        return other.amount

    def __add__(self, other: "Money") -> Self:
        return type(self)(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> Self:
        return type(self)(self.amount - self._same(other), self.currency)

    def __mul__(self, factor: Decimal | int) -> Self:
        return type(self)(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Decimal | int) -> Self:
        return type(self)(self.amount / divisor, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def rounded(self, places: int = 2) -> Self:
        """The amount rounded half up."""
        return type(self)(round_half_up(self.amount, places), self.currency)

    def __str__(self) -> str:
        if self.currency == "ZAR":
            return format_zar(self.amount)
        return f"{self.currency}{NBSP}{group_digits(self.amount, 2)}"
