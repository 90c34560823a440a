"""Whether a buyer may have the money back, by the law or by the seller's promise.

ECT Act, section 44: a consumer may cancel an electronic transaction for services within seven days of its conclusion, but not once
the service has begun with their consent. The first lesson that is opened begins it; the buyer agreed to that when buying.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, Self

COOLING_DAYS: Final = 7


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the seller promised beside the law: so many days, while at most `share` per cent is done. 0 days: nothing."""

    days: int = 0
    share: int = 0

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """As a purchase keeps it."""
        return cls(days=int(kept.get("days", 0)), share=int(kept.get("share", 0)))

    def as_json(self) -> dict[str, int]:
        """To be kept with a purchase."""
        return {"days": self.days, "share": self.share}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the buyer did with the course until today."""

    bought_on: date
    has_begun: bool = False
    percent: int = 0
    is_done: bool = False


@dataclass(frozen=True, kw_only=True)
class Right:
    """Whether the money goes back when asked for. `by` is what gives the right, `until` its last day, `why_not` why there is none."""

    by: Literal["law", "promise", ""] = ""
    until: date | None = None
    why_not: Literal["", "done", "begun", "share", "over"] = ""

    @property
    def is_given(self) -> bool:
        """Whether there is a right."""
        return bool(self.by)


def right_of(promise: Promise, standing: Standing, *, today: date) -> Right:
    """The buyer's right today. The law's comes first: the seller's promise takes nothing from it."""
    cools_until = standing.bought_on + timedelta(days=COOLING_DAYS)
    if not standing.has_begun and today <= cools_until:
        return Right(by="law", until=cools_until)
    promised_until = standing.bought_on + timedelta(days=promise.days)
    if standing.is_done:
        return Right(why_not="done")
    if promise.days and today <= promised_until:
        if standing.percent <= promise.share:
            return Right(by="promise", until=promised_until)
        return Right(why_not="share")
    return Right(why_not="begun" if standing.has_begun and today <= cools_until else "over")
