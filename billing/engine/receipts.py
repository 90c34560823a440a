"""When money that is asked for comes in: learned from what was paid before, foretold with a range. Pure arithmetic, no clock.

What is asked for on a day is paid on that day (the first try of a card), on one of the pay days after it, on some other day, or never.
`learn` counts how often each happened, mixed with `USUAL` as if that had been seen `WEIGHT` times: with little history the usual
shares speak, with much the own ones. An outlook then spreads every receivable over its days. Its range holds in 8 of 10 cases:
each payment is a chance of its own, and the shares themselves are known only so well.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from synthai.core.sa_days import pay_day_from, working_day_from

ONE: Final = timedelta(days=1)
Z_EIGHT_OF_TEN: Final = 1.2816
WEIGHT: Final = 20
PAY_DAYS: Final = 3
LONGEST_LAG: Final = 45
NEVER: Final = "never"
FIRST: Final = "first"
OTHER: Final = "other"
PAYS: Final = tuple(f"pay{number}" for number in range(1, PAY_DAYS + 1))
SLOTS: Final = (FIRST, *PAYS, OTHER, NEVER)


class Way(StrEnum):
    """How it is paid: from a kept card, or by the customer's own hand (EFT, a link)."""

    CARD = "card"
    HAND = "hand"


# An assumption, until own payments say better.
USUAL: Final[Mapping[Way, Mapping[str, float]]] = {
    Way.CARD: {FIRST: 0.86, "pay1": 0.06, "pay2": 0.02, "pay3": 0.01, OTHER: 0.02, NEVER: 0.03},
    Way.HAND: {FIRST: 0.20, "pay1": 0.20, "pay2": 0.08, "pay3": 0.04, OTHER: 0.40, NEVER: 0.08},
}
_USUAL_LAGS: Final = (2, 3, 4, 5, 7, 10)  # of what comes on other days


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of something that was asked for on `asked`; `paid` is None when it never came."""

    way: Way
    asked: date
    paid: date | None


@dataclass(frozen=True, kw_only=True)
class Habit:
    """How one way is paid: the share of each slot, the days of OTHER, and how many payments it was learned from."""

    shares: Mapping[str, float]
    lags: Mapping[int, float]
    seen: int

    @property
    def weight(self) -> int:
        """How many payments the shares rest on, the usual ones included."""
        return self.seen + WEIGHT

    @property
    def recovered(self) -> float:
        """The share that comes in the end, of what did not come at once."""
        late = 1 - self.shares[FIRST]
        return 1 - self.shares[NEVER] / late if late else 1.0


@dataclass(frozen=True, kw_only=True)
class Receivable:
    """Money that is or will be asked for on `asked`. `certainty` is how sure that is; `retries` are the days on which a card is
    tried again (empty: pay days). On `promised` the customer wants to pay; before `held_until` nothing is asked for.
    """

    key: str
    customer: int
    way: Way
    amount: Decimal
    asked: date
    certainty: float = 1.0
    retries: tuple[date, ...] = ()
    promised: date | None = None
    held_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """What comes in over some days: expected, and the range that holds in 8 of 10."""

    low: Decimal
    expected: Decimal
    high: Decimal


@dataclass
class _Group:
    """Receivables that are paid alike, taken together."""

    way: Way
    certainty: float
    days: Mapping[date, float]
    members: list[Receivable] = field(default_factory=list)
    amount: float = 0.0
    squares: float = 0.0


def slot_of(asked: date, paid: date | None) -> str:
    """Which of the slots a payment fell into: a pay day counts with the day after it, on which banks show the money."""
    if paid is None:
        return NEVER
    if paid <= asked + ONE:
        return FIRST
    for name, day in zip(PAYS, pay_days_after(asked), strict=True):
        if day <= paid <= day + ONE:
            return name
    return OTHER


def pay_days_after(asked: date) -> tuple[date, ...]:
    """The pay days on which what was not paid at once is tried again."""
    found, day = [], asked + 2 * ONE
    for _number in range(PAY_DAYS):
        found.append(pay_day_from(day))
        day = found[-1] + ONE
    return tuple(found)


def learn(history: Iterable[Settled]) -> dict[Way, Habit]:
    """How each way is paid, from what was paid before."""
    slots: dict[Way, Counter[str]] = defaultdict(Counter)
    lags: dict[Way, Counter[int]] = defaultdict(Counter)
    for settled in history:
        slot = slot_of(settled.asked, settled.paid)
        slots[settled.way][slot] += 1
        if slot == OTHER and settled.paid is not None:
            lags[settled.way][min((settled.paid - settled.asked).days, LONGEST_LAG)] += 1
    return {way: _habit(slots[way], lags[way], USUAL[way]) for way in Way}


def _habit(slots: Counter[str], lags: Counter[int], usual: Mapping[str, float]) -> Habit:
    seen = slots.total()
    shares = {slot: (slots[slot] + WEIGHT * usual[slot]) / (seen + WEIGHT) for slot in SLOTS}
    mixed: Counter[int] = Counter(dict.fromkeys(_USUAL_LAGS, 1))
    mixed.update(lags)
    return Habit(shares=shares, lags={lag: n / mixed.total() for lag, n in mixed.items()}, seen=seen)


def days_of(receivable: Receivable, habit: Habit, *, today: date, kept_promises: float) -> dict[date, float]:
    """The share of it that comes in on each day from `today` on, given that it has not come yet. Together at most 1."""
    raw: dict[date, float] = defaultdict(float)
    for day, share in _raw_days(receivable, habit):
        raw[max(day, receivable.held_until or day)] += share
    ahead = {day: share for day, share in raw.items() if day >= today}
    whole = sum(ahead.values()) + habit.shares[NEVER]
    found = {day: share / whole for day, share in sorted(ahead.items())}
    if receivable.promised is None or receivable.promised < today:
        return found
    later = {day: share * (1 - kept_promises) for day, share in found.items() if day > receivable.promised}
    return {receivable.promised: kept_promises, **later}


def _raw_days(receivable: Receivable, habit: Habit) -> Iterable[tuple[date, float]]:
    asked = receivable.asked
    yield asked, habit.shares[FIRST]
    tries = receivable.retries or pay_days_after(asked)
    for name, day in zip(PAYS[-len(tries) :], tries, strict=False):
        yield day, habit.shares[name]
    for lag, share in habit.lags.items():
        day = asked + timedelta(days=lag)
        yield working_day_from(day) if receivable.way is Way.HAND else day, habit.shares[OTHER] * share


class Outlook:
    """Every receivable spread over its days, from `today` on."""

    def __init__(
        self,
        receivables: Iterable[Receivable],
        habits: Mapping[Way, Habit],
        *,
        today: date,
        kept_promises: float = 0.7,
    ) -> None:
        self.today, self._habits = today, habits
        groups: dict[object, _Group] = {}
        for each in receivables:
            alike = (each.way, each.asked, each.certainty, each.retries, each.promised, each.held_until)
            group = groups.get(alike)
            if group is None:
                days = days_of(each, habits[each.way], today=today, kept_promises=kept_promises)
                group = groups[alike] = _Group(way=each.way, certainty=each.certainty, days=days)
            amount = float(each.amount)
            group.members.append(each)
            group.amount, group.squares = group.amount + amount, group.squares + amount * amount
        self._groups = list(groups.values())

    def between(self, first: date, last: date) -> Span:
        """What comes in from one day to another, both included."""
        mean, chance, most = 0.0, 0.0, 0.0
        asked_for: dict[Way, float] = defaultdict(float)
        expected: dict[Way, float] = defaultdict(float)
        for group in self._groups:
            share = group.certainty * sum(s for day, s in group.days.items() if first <= day <= last)
            if not share:
                continue
            mean += group.amount * share
            chance += group.squares * share * (1 - share)
            most += group.amount
            asked_for[group.way] += group.amount
            expected[group.way] += group.amount * share
        for way, amount in asked_for.items():  # the shares themselves are known only so well
            share = expected[way] / amount
            chance += amount * amount * share * (1 - share) / (self._habits[way].weight + 1)
        off = Z_EIGHT_OF_TEN * math.sqrt(max(chance, 0.0))
        return Span(
            low=_cents(max(0.0, mean - off)), expected=_cents(mean), high=_cents(min(most, mean + off))
        )

    def behind(self, day: date) -> list[tuple[Receivable, Decimal, Decimal]]:
        """What may come in on a day: the receivable, its share of the chance in per cent, and what is expected of it."""
        found = []
        for group in self._groups:
            share = Decimal(str(group.certainty * group.days.get(day, 0.0)))
            if share:
                found += [(each, share * 100, each.amount * share) for each in group.members]
        return sorted(found, key=lambda row: (-row[2], row[0].key))


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def weeks(first: date, last: date) -> Sequence[tuple[date, date]]:
    """The weeks of some days, from Monday to Sunday, the first and last one cut."""
    found, start = [], first
    while start <= last:
        end = min(last, start + timedelta(days=6 - start.weekday()))
        found.append((start, end))
        start = end + ONE
    return found
