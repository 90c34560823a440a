"""The steps of a matter that goes on until somebody has taken it: each person by one way after the other, then the next person.

Waits are spans of real time: neither midnight nor a clock that is put forward or back makes one longer or shorter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from notifications.channels.protocol import Channel


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way to reach a person, so long after the step before."""

    after: timedelta
    channels: tuple[Channel, ...]


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The steps for one person, and how long after her last one the next person is asked."""

    steps: tuple[Step, ...]
    next_person_after: timedelta

    def step_of(self, number: int) -> Step:
        """What is done at a step; they are numbered on over all people."""
        return self.steps[number % len(self.steps)]

    def person_of(self, number: int) -> int:
        """Whose turn it is: a place in the order of people."""
        return number // len(self.steps)

    def first_of(self, person: int) -> int:
        """The first step of a person."""
        return person * len(self.steps)

    def wait_before(self, number: int) -> timedelta:
        """How long after the step before this one is due."""
        is_new_person = number > 0 and number % len(self.steps) == 0
        return self.next_person_after if is_new_person else self.step_of(number).after

    def due_at(self, number: int, *, after: datetime, was_reached: bool) -> datetime:
        """When a step is due, in UTC. When the step before reached nobody there is nothing to wait for.

        It counts from when the step before was really taken: after an outage they do not come all at once.
        """
        moment = after.astimezone(UTC)
        return moment + self.wait_before(number) if was_reached else moment


def order_of(default: Sequence[int], chosen: Sequence[int]) -> list[int]:
    """Who is asked, in which order: those whom the owner chose and who still may be asked, then the first of the others,
    who is the last resort. Without a choice everybody, in the given order."""
    wanted = [each for each in dict.fromkeys(chosen) if each in default]
    if not wanted:
        return list(default)
    return [*wanted, *[each for each in default[:1] if each not in wanted]]
