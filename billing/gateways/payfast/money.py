"""Rand on the form, cents in the API, both by way of Decimal."""

import re
from decimal import Decimal

CURRENCY = "ZAR"
MINIMUM = Decimal("5.00")

# What PayFast writes: "123.45", "-2.30", in the history also "22,574.02". Never a decimal comma.
_AMOUNT = re.compile(r"-?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?", re.ASCII)


def rand(amount: Decimal) -> str:
    """For the form: a point and two decimals. Raises ValueError when the amount is finer than a cent."""
    return f"{_whole_cents(amount) / 100:.2f}"


def cents(amount: Decimal) -> int:
    """For the API. Raises ValueError when the amount is finer than a cent."""
    return int(_whole_cents(amount))


def from_cents(value: object) -> Decimal:
    """What the API calls 49900 or "49900". Raises ValueError for anything else."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
        raise ValueError("no amount in cents")
    return Decimal(text).scaleb(-2)


def parse(text: str) -> Decimal | None:
    """What a notification or the history calls an amount; None when it is none."""
    return Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None


def parse_fee(text: str) -> Decimal | None:
    """PayFast writes what it keeps as a negative amount; we as a positive one."""
    fee = parse(text)
    return None if fee is None else abs(fee)


def _whole_cents(amount: Decimal) -> Decimal:
    scaled = amount.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise ValueError("The amount is finer than a cent.")
    return scaled.to_integral_value()
