"""Reading figures out of facts, and making facts of figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints.reckoning import RECKONED
from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Identifier, Quantity, Value
from synthai.core.money import Money, round_half_up

ZERO: Final = Decimal("0.00")
HUNDRED: Final = Decimal(100)
LAW: Final = Source(SourceKind.LAW, _("Our dated table of what the law asks"))


def number(facts: FactBase, key: str) -> Decimal | None:
    """The figure of a fact without its unit: an amount, a percentage, a quantity or a whole number. None when it is not known."""
    found = facts.get(key)
    if found is None:
        return None
    value = found.value
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, int):
        return Decimal(value)
    inner = getattr(value, "value", None)
    if isinstance(inner, Decimal):
        return inner
    return _typed(value)


def _typed(value: Value) -> Decimal | None:
    """A plain number that is kept as it was typed."""
    text = value.text.replace(" ", "") if isinstance(value, Identifier) else ""
    return Decimal(text) if text.isascii() and text.isdigit() else None


def number_or(facts: FactBase, key: str, otherwise: Decimal = ZERO) -> Decimal:
    """The figure of a fact, or another when it is not known."""
    found = number(facts, key)
    return otherwise if found is None else found


def day(facts: FactBase, key: str) -> date | None:
    """The day of a fact."""
    found = facts.get(key)
    return found.value if found is not None and isinstance(found.value, date) else None


def is_yes(facts: FactBase, key: str) -> bool:
    """Whether a question was answered with yes."""
    found = facts.get(key)
    return found is not None and found.value is True


def chosen(facts: FactBase, key: str) -> str:
    """The value of a choice, empty when nothing is chosen."""
    found = facts.get(f"{key}_choice")
    return found.value.text if found is not None and isinstance(found.value, Identifier) else ""


def cents(value: Decimal) -> Decimal:
    """To the cent, half up."""
    return round_half_up(value)


def plain(value: Decimal) -> str:
    """A plain number: `40`, `2.5`."""
    return f"{value.normalize():f}"


@dataclass(slots=True)
class Figures:
    """Facts in the making. `on` is the day they hold for."""

    on: date
    made: list[Fact] = field(default_factory=list)

    def put(self, key: str, value: Value, source: Source = RECKONED) -> None:
        """One fact."""
        self.made.append(Fact(key, value, source, self.on))

    def money(self, key: str, amount: Decimal, source: Source = RECKONED) -> None:
        """An amount in rand, to the cent."""
        self.put(key, Money(cents(amount)), source)

    def days(self, key: str, count: int) -> None:
        """A number of days with its word."""
        self.put(key, Quantity(Decimal(count), "days", "day"))

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.made)


def month_after(first: date, count: int) -> date:
    """The first day of the month that comes so many months later."""
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
