"""What a call costs: a dated table of prices in dollars a million tokens, and of rand a dollar.

The table is a TOML file that the operator keeps from the providers' price lists (`AI_RATES_FILE`); the one in the project holds no price,
because none could be shown to be right today. What has no price costs `None`: unknown, never nothing.

    [[rand_per_dollar]]
    from = 2026-11-01
    rate = "…"
    source = "where it was read"

    [[price]]
    provider = "openai"          # the code in AI_PROVIDERS
    model = "…"                  # as the provider calls it in its answer; one that ends in * stands for all that begin so
    from = 2026-11-01
    input = "…"                  # dollars a million tokens
    cached = "…"                 # read from the provider's cache; left out: as input
    cache_written = "…"          # written to it; left out: as input
    output = "…"
    source = "where it was read"
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from synthai.core.ai.protocol import Usage
from synthai.core.money import Money

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a call costs, unrounded, and by which rows it was reckoned."""

    dollars: Money
    rand: Money
    price_from: date
    rate_from: date
    is_estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Price:
    """Dollars a million tokens of one model, from a day on."""

    provider: str
    model: str
    begins: date
    input: Decimal
    cached: Decimal
    cache_written: Decimal
    output: Decimal

    def is_of(self, provider: str, model: str) -> bool:
        """Whether it is this model's."""
        if provider != self.provider:
            return False
        return model.startswith(self.model[:-1]) if self.model.endswith("*") else model == self.model


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """Rand a dollar, from a day on."""

    begins: date
    rate: Decimal


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The whole table."""

    prices: tuple[Price, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    def cost(self, usage: Usage, *, provider: str, model: str, on: date) -> Cost | None:
        """What these tokens cost on that day; None when the table has no price or no rate for it."""
        price = _latest((each for each in self.prices if each.is_of(provider, model)), on)
        exchange = _latest(self.exchanges, on)
        if price is None or exchange is None:
            return None
        dollars = (
            usage.input * price.input
            + usage.cached * price.cached
            + usage.cache_written * price.cache_written
            + usage.output * price.output
        ) / _MILLION
        return Cost(
            dollars=Money(dollars, "USD"),
            rand=Money(dollars * exchange.rate),
            price_from=price.begins,
            rate_from=exchange.begins,
            is_estimated=usage.is_estimated,
        )


class _Dated(Protocol):
    @property
    def begins(self) -> date: ...


_Row = TypeVar("_Row", bound=_Dated)


def _latest(rows: Iterable[_Row], on: date) -> _Row | None:
    """The row that holds on that day."""
    return max((row for row in rows if row.begins <= on), key=lambda row: row.begins, default=None)


def current() -> Rates:
    """The table of the settings."""
    return read(Path(settings.AI_RATES_FILE))


@cache
def read(path: Path) -> Rates:
    """A table from its file. Raises ImproperlyConfigured with the row that is wrong."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"AI_RATES_FILE {path.name} cannot be read: {error}") from error
    return Rates(
        prices=tuple(_price(row, number) for number, row in enumerate(found.get("price", []), 1)),
        exchanges=tuple(
            _exchange(row, number) for number, row in enumerate(found.get("rand_per_dollar", []), 1)
        ),
    )


def _price(row: Mapping[str, Any], number: int) -> Price:
    what = f"price {number}"
    known = _amount(row, "input", what)
    return Price(
        provider=_text(row, "provider", what),
        model=_text(row, "model", what),
        begins=_day(row, what),
        input=known,
        cached=_amount(row, "cached", what) if "cached" in row else known,
        cache_written=_amount(row, "cache_written", what) if "cache_written" in row else known,
        output=_amount(row, "output", what),
    )


def _exchange(row: Mapping[str, Any], number: int) -> Exchange:
    what = f"rand_per_dollar {number}"
    rate = _amount(row, "rate", what)
    if not rate:
        raise ImproperlyConfigured(f"AI_RATES_FILE: the rate of {what} must be above 0.")
    return Exchange(begins=_day(row, what), rate=rate)


def _text(row: Mapping[str, Any], name: str, what: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise ImproperlyConfigured(f'AI_RATES_FILE: {what} needs {name} = "…".')
    return value


def _amount(row: Mapping[str, Any], name: str, what: str) -> Decimal:
    try:
        value = Decimal(_text(row, name, what))
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise ImproperlyConfigured(
            f'AI_RATES_FILE: {name} of {what} must be a number in quotes, such as "0.25".'
        )
    return value


def _day(row: Mapping[str, Any], what: str) -> date:
    value = row.get("from")
    if type(value) is not date:
        raise ImproperlyConfigured(
            f"AI_RATES_FILE: {what} needs from = 2026-11-01, the day from which it holds."
        )
    _text(row, "source", what)  # who cannot say where a price was read guesses it
    return value
