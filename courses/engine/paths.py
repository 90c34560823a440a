"""How far somebody is on a learning path, what comes next, and when each course is due. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Leg:
    """A course of a path for one person. `is_offered`: it can be started now; one that cannot, and is neither done nor begun, asks for
    nothing."""

    course_id: int
    is_elective: bool = False
    days: int | None = None
    is_offered: bool = True
    is_in: bool = False
    is_done: bool = False

    @property
    def counts(self) -> bool:
        """Whether it can be asked of the person."""
        return self.is_offered or self.is_in or self.is_done


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Where a person stands on a path. `closed` says by place which leg comes first; `next` is the place to go on at, or None."""

    done: int
    total: int
    closed: dict[int, int]
    next: int | None

    @property
    def is_complete(self) -> bool:
        """Whether all that is asked was done."""
        return self.total > 0 and self.done >= self.total

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when everything is done."""
        return self.done * 100 // self.total if self.total else 0


def journey(legs: Sequence[Leg], *, is_ordered: bool, electives_needed: int) -> Journey:
    """Count what is done of what is asked: every course that is not elective, and so many of those that are."""
    required = [leg for leg in legs if not leg.is_elective and leg.counts]
    electives = [leg for leg in legs if leg.is_elective and leg.counts]
    wanted = min(electives_needed, len(electives))
    chosen = min(wanted, sum(leg.is_done for leg in electives))
    closed = closed_legs(legs) if is_ordered else {}
    return Journey(
        done=sum(leg.is_done for leg in required) + chosen,
        total=len(required) + wanted,
        closed=closed,
        next=_next(legs, closed, needs_electives=chosen < wanted),
    )


def closed_legs(legs: Sequence[Leg]) -> dict[int, int]:
    """Places that wait, each with the place of the first course that must be done before: required ones alone hold others up."""
    closed: dict[int, int] = {}
    first: int | None = None
    for place, leg in enumerate(legs):
        if first is not None and not leg.is_done:
            closed[place] = first
        if first is None and not leg.is_elective and leg.counts and not leg.is_done:
            first = place
    return closed


def due_days(legs: Sequence[tuple[bool, int | None]], start: date) -> list[date | None]:
    """When each course is due: the days of the required ones add up in their order; electives have until their own place's end.

    `legs` are (is elective, days). A course without days is not due by itself.
    """
    days: list[date | None] = []
    sum_so_far = 0
    for is_elective, own in legs:
        if own is None:
            days.append(None)
            continue
        days.append(start + timedelta(days=sum_so_far + own))
        if not is_elective:
            sum_so_far += own
    return days


def _next(legs: Sequence[Leg], closed: dict[int, int], *, needs_electives: bool) -> int | None:
    """The first course in progress, else the first that is asked for and open; electives after those that must be."""
    open_places = [
        place for place, leg in enumerate(legs) if leg.counts and not leg.is_done and place not in closed
    ]
    must = [place for place in open_places if not legs[place].is_elective]
    may = [place for place in open_places if legs[place].is_elective] if needs_electives else []
    begun = [place for place in [*must, *may] if legs[place].is_in]
    return next(iter([*begun, *must, *may]), None)
