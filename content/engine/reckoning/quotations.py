"""What a quotation adds up to: each line with its VAT, rounded on the line, and the sums of what was rounded.

Reads `lines.N.quantity`, `.price`, `.discount` (percent) and `.vat` (standard, zero, exempt), `prices` (with or without VAT), `quote.day`,
`quote.valid_days` (asked by version 1 of the quotation; later ones ask the day itself), `deposit.percent` and `organisation.is_vat_vendor`. Who is no
vendor charges no VAT, whatever else was answered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground
from content.engine.reckoning.ground import HUNDRED, ZERO, Figures, cents
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Identifier, Percent

MAKES: Final = (
    "quote.excl", "quote.vat", "quote.total", "quote.vat_rate", "quote.discount", "quote.valid_until", "quote.deposit", "quote.balance",
    "lines.count", "lines.discounted", "lines.excl", "lines.vat_amount", "lines.incl",
)  # fmt: skip
OUR_VAT: Final = "organisation.is_vat_vendor"
_MOST_DAYS: Final = 3650
RateOn = Callable[[date], Decimal]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line in rand: without VAT, its VAT, and with it. `discount` is what was taken off its price."""

    quantity: Decimal
    excl: Decimal
    vat: Decimal
    incl: Decimal
    discount: Decimal = ZERO


def line(
    quantity: Decimal,
    price: Decimal,
    *,
    discount: Decimal = ZERO,
    rate: Decimal = ZERO,
    is_inclusive: bool = False,
) -> Line:
    """The sums of a line at a rate in per cent."""
    full = cents(quantity * price)
    amount = cents(quantity * price * (HUNDRED - discount) / HUNDRED)
    if is_inclusive:
        vat = cents(amount * rate / (HUNDRED + rate))
        return Line(quantity=quantity, excl=amount - vat, vat=vat, incl=amount, discount=full - amount)
    vat = cents(amount * rate / HUNDRED)
    return Line(quantity=quantity, excl=amount, vat=vat, incl=amount + vat, discount=full - amount)


def reckon(facts: FactBase, today: date, *, rate_on: RateOn, vendor: str = OUR_VAT) -> Iterable[Fact]:
    """The figures of a quotation or an order. `rate_on` tells the standard rate of VAT on a day, `vendor` the question whether VAT is charged."""
    figures = Figures(today)
    first = ground.day(facts, "quote.day") or today
    rate = rate_on(first) if ground.is_yes(facts, vendor) else ZERO
    lines = {key: _line_of(facts, key, rate) for key in facts.records("lines")}
    known = {key: each for key, each in lines.items() if each is not None}
    for key, each in known.items():
        _put_line(figures, key, each)
    if known and len(known) == len(lines):
        _put_sums(figures, facts, list(known.values()), rate)
    valid = ground.number(facts, "quote.valid_days")
    if valid is not None and 0 <= valid <= _MOST_DAYS:
        figures.put("quote.valid_until", first + timedelta(days=int(valid)))
    return figures


def _line_of(facts: FactBase, key: str, rate: Decimal) -> Line | None:
    quantity, price = ground.number(facts, f"{key}.quantity"), ground.number(facts, f"{key}.price")
    if quantity is None or price is None:
        return None
    is_standard = ground.chosen(facts, f"{key}.vat") in {"", "standard"}
    return line(
        quantity,
        price,
        discount=ground.number_or(facts, f"{key}.discount"),
        rate=rate if is_standard else ZERO,
        is_inclusive=ground.chosen(facts, "prices") == "inclusive",
    )


def _put_line(figures: Figures, key: str, made: Line) -> None:
    figures.put(f"{key}.count", Identifier(ground.plain(made.quantity)))
    figures.money(f"{key}.excl", made.excl)
    figures.money(f"{key}.vat_amount", made.vat)
    figures.money(f"{key}.incl", made.incl)
    figures.money(f"{key}.discounted", made.discount)


def _put_sums(figures: Figures, facts: FactBase, lines: list[Line], rate: Decimal) -> None:
    total = sum((each.incl for each in lines), ZERO)
    figures.money("quote.excl", sum((each.excl for each in lines), ZERO))
    figures.money("quote.vat", sum((each.vat for each in lines), ZERO))
    figures.money("quote.total", total)
    figures.money("quote.discount", sum((each.discount for each in lines), ZERO))
    figures.put("quote.vat_rate", Percent(rate))
    share = ground.number(facts, "deposit.percent")
    if share is not None:
        deposit = cents(total * share / HUNDRED)
        figures.money("quote.deposit", deposit)
        figures.money("quote.balance", total - deposit)
