"""When a payment that did not come is asked for again, and what waits meanwhile: dates only.

A campaign is a list of steps. Each has its day, counted from the day the payment failed; one that waits for a pay day is
moved to the next of these. No step comes sooner than the day after the one before it, so that nobody is warned and
narrowed on one morning. Days on which the customer was given time (a promise, a dispute) do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast, get_args

from synthai.core.sa_days import pay_day_from

Action = Literal["tell", "charge", "narrow", "free", "end"]
ACTIONS: tuple[str, ...] = get_args(Action)
LONGEST = 90  # days


def action(text: str) -> Action:
    """A word as an action. Raises ValueError."""
    if text not in ACTIONS:
        raise ValueError(text)
    return cast("Action", text)


@dataclass(frozen=True, kw_only=True)
class Step:
    """`tell` writes to the customer, `charge` tries the kept card again, `narrow` makes what is metered wait, `free` lets
    the free plan hold, `end` ends the subscription.
    """

    action: Action
    after_days: int
    on_pay_day: bool = False

    def as_json(self) -> list[Any]:
        """For a case, which keeps the steps it began with."""
        return [self.action, self.after_days, self.on_pay_day]


def from_json(rows: Sequence[Sequence[Any]]) -> tuple[Step, ...]:
    """The steps of a case."""
    return tuple(Step(action=a, after_days=int(days), on_pay_day=bool(pay)) for a, days, pay in rows)


# What holds where staff made no campaign: the card again at once and on the next two pay days, a word a week, everything
# works for ten days and until after the first pay day, and after six weeks it is over.
USUAL: tuple[Step, ...] = (
    Step(action="charge", after_days=1),
    Step(action="tell", after_days=4),
    Step(action="charge", after_days=5, on_pay_day=True),
    Step(action="narrow", after_days=10),
    Step(action="charge", after_days=11, on_pay_day=True),
    Step(action="free", after_days=21),
    Step(action="tell", after_days=38),
    Step(action="end", after_days=45),
)


def days(steps: Sequence[Step], began: date, *, waited: int = 0) -> list[date]:
    """The day of each step, in the order of the list."""
    found: list[date] = []
    for step in steps:
        own = began + timedelta(days=step.after_days + waited)
        soonest = found[-1] + timedelta(days=1) if found else own
        day = max(own, soonest)
        found.append(pay_day_from(day) if step.on_pay_day else day)
    return found


def problems(steps: Sequence[Step]) -> list[str]:
    """What is wrong with a campaign, as codes: "empty", "no_end", "after_end", "too_long", "order", "widens"."""
    if not steps:
        return ["empty"]
    found = []
    actions = [step.action for step in steps]
    if "end" not in actions:
        found.append("no_end")
    elif actions.index("end") != len(actions) - 1:
        found.append("after_end")
    if steps[-1].after_days > LONGEST:
        found.append("too_long")
    if any(a.after_days > b.after_days for a, b in zip(steps, steps[1:], strict=False)):
        found.append("order")
    if "narrow" in actions and "free" in actions and actions.index("narrow") > actions.index("free"):
        found.append("widens")
    return found


class BadLine(ValueError):
    """A line of a written campaign says nothing we know. `number` counts from one."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(f"line {number}: {line}")
        self.number, self.line = number, line


def parse(text: str) -> tuple[Step, ...]:
    """Read a campaign: a step a line, "<days> <action>", and "payday" behind it for one that waits for a pay day.

    Raises BadLine.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.lower().split()
        if not words:
            continue
        day, what, rest = words[0], words[1] if len(words) > 1 else "", words[2:]
        if not day.isdecimal() or what not in ACTIONS or rest not in ([], ["payday"]):
            raise BadLine(number, line.strip())
        found.append(Step(action=action(what), after_days=int(day), on_pay_day=bool(rest)))
    return tuple(found)


def written(steps: Sequence[Step]) -> str:
    """As `parse` reads it."""
    return "\n".join(f"{s.after_days} {s.action}{' payday' if s.on_pay_day else ''}" for s in steps)
