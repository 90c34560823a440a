"""Time in a quiz: the server's clock alone, a little grace for a slow line, and answers that come twice, late or from two tabs.

A learner's own clock decides nothing. The end stands in the attempt from its start, so neither closing the page nor changing the
quiz moves it. What arrives within the grace after the end still counts; what arrives later does not, and is told so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Window:
    """When an attempt began and when it ends; no end when it has all the time it wants."""

    started_at: datetime
    ends_at: datetime | None
    grace: timedelta = GRACE

    @property
    def refuses_from(self) -> datetime | None:
        """The moment from which nothing is taken any more."""
        return None if self.ends_at is None else self.ends_at + self.grace

    def left(self, now: datetime) -> timedelta | None:
        """How long until the end, never below zero; never more than there was, should the server's clock be set back."""
        if self.ends_at is None:
            return None
        whole = self.ends_at - self.started_at
        return min(max(self.ends_at - now, timedelta(0)), whole)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing is taken any more."""
        return self.refuses_from is not None and now >= self.refuses_from

    def ended_at(self, now: datetime) -> datetime:
        """When an attempt that is closed now was over: at its end, however late somebody noticed."""
        return now if self.ends_at is None else min(now, self.ends_at)


def window(
    started_at: datetime, *, limit: timedelta | None, closes_at: datetime | None, grace: timedelta = GRACE
) -> Window:
    """The time of an attempt: its limit from its start, but not past the quiz's own end."""
    ends = [moment for moment in (started_at + limit if limit else None, closes_at) if moment]
    return Window(started_at=started_at, ends_at=min(ends, default=None), grace=grace)


class Arrival(StrEnum):
    """What to do with an answer that arrives."""

    KEEP = "keep"
    SAME = "same"  # it is what is kept already: said again, or sent again by a line that broke
    ELSEWHERE = "elsewhere"  # another tab or device answered since this one looked
    LATE = "late"
    CLOSED = "closed"  # the attempt was handed in


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is kept of an answer: how often it was changed, and whether it says what the arriving one says."""

    revision: int
    says_the_same: bool


def arrive(held: Held, *, saw_revision: int | None, window: Window, is_open: bool, now: datetime) -> Arrival:
    """Judge an answer that arrives. `saw_revision` is what its page showed; None is from a page that did not say (it overwrites).

    An answer sent again is recognised by what it says, even after the end: it was in time when it came first.
    """
    if held.says_the_same:
        return Arrival.SAME
    if not is_open:
        return Arrival.CLOSED
    if window.is_over(now):
        return Arrival.LATE
    if saw_revision is not None and saw_revision != held.revision:
        return Arrival.ELSEWHERE
    return Arrival.KEEP
