"""What an assignment asks for: what may be handed in, by when, how often, and the rubric it is marked with.

It is kept with its block, so a version freezes it with the lesson, and a hand-in keeps the one it was made for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

MOST_CRITERIA: Final = 20
MOST_LEVELS: Final = 8
MOST_FILES: Final = 20
MOST_MB: Final = 50
MOST_TRIES: Final = 20
MOST_DAYS: Final = 730
MOST_POINTS: Final = Decimal(1000)
NAME_LENGTH: Final = 120
WORDS_LENGTH: Final = 600
TAKES: Final = ("text", "link", "files")
KINDS: Final = ("picture", "document", "sound", "video", "archive")
_CENT: Final = Decimal("0.01")


class TaskBroken(ValueError):
    """A task that cannot be: `place` says where, `problem` what."""

    def __init__(self, problem: str, place: str = "") -> None:
        super().__init__(problem)
        self.problem, self.place = problem, place


@dataclass(frozen=True, kw_only=True)
class Level:
    """One level of a criterion: what it is called, what it earns, how work of it looks."""

    title: str
    points: Decimal
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One line of a rubric with its levels, best first or last as the author likes."""

    key: str
    title: str
    text: str = ""
    levels: tuple[Level, ...]

    @property
    def most(self) -> Decimal:
        """What its best level earns."""
        return max(level.points for level in self.levels)


@dataclass(frozen=True, kw_only=True)
class Task:
    """An assignment's rules. Due on a day, or so many days after one came into the course; never both."""

    takes: tuple[str, ...] = ("text", "files")
    kinds: tuple[str, ...] = ("picture", "document")
    most_files: int = 5
    most_mb: int = 20
    due_on: date | None = None
    due_days: int | None = None
    is_hard: bool = False
    again: str = "returned"
    most_tries: int | None = None
    done_when: str = "handed_in"
    pass_points: Decimal | None = None
    criteria: tuple[Criterion, ...] = ()

    @property
    def maximum(self) -> Decimal | None:
        """The most that can be earned; None without a rubric."""
        return sum((each.most for each in self.criteria), Decimal(0)) if self.criteria else None

    @property
    def most_bytes(self) -> int:
        """Of one file."""
        return self.most_mb << 20

    def due_at(self, enrolled_at: datetime, zone: tzinfo) -> datetime | None:
        """The end of the day it is due on, in a zone; None when it is due on none."""
        day = self.due_on
        if day is None and self.due_days is not None:
            day = enrolled_at.astimezone(zone).date() + timedelta(days=self.due_days)
        return None if day is None else datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)

    def criterion(self, key: str) -> Criterion | None:
        """One line of the rubric by key."""
        return next((each for each in self.criteria if each.key == key), None)

    def as_json(self) -> dict[str, Any]:
        """As a block and a hand-in keep it."""
        return {
            "takes": list(self.takes),
            "kinds": list(self.kinds),
            "most_files": self.most_files,
            "most_mb": self.most_mb,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "due_days": self.due_days,
            "is_hard": self.is_hard,
            "again": self.again,
            "most_tries": self.most_tries,
            "done_when": self.done_when,
            "pass_points": None if self.pass_points is None else str(self.pass_points),
            "criteria": [
                {
                    "key": each.key,
                    "title": each.title,
                    "text": each.text,
                    "levels": [
                        {"title": level.title, "points": str(level.points), "text": level.text}
                        for level in each.levels
                    ],
                }
                for each in self.criteria
            ],
        }


def task_from(kept: object) -> Task:
    """A task as it was kept, or as a file tells it (JSON text). What is not said is as in a new one. Raises TaskBroken."""
    if isinstance(kept, str):
        try:
            kept = json.loads(kept)
        except ValueError as error:
            raise TaskBroken("unreadable") from error
    if not isinstance(kept, Mapping):
        raise TaskBroken("unreadable")
    new = Task()
    task = Task(
        takes=_chosen(kept, "takes", TAKES, new.takes),
        kinds=_chosen(kept, "kinds", KINDS, new.kinds),
        most_files=_count(kept, "most_files", MOST_FILES) or new.most_files,
        most_mb=_count(kept, "most_mb", MOST_MB) or new.most_mb,
        due_on=_day(kept.get("due_on")),
        due_days=_count(kept, "due_days", MOST_DAYS, least=0),
        is_hard=bool(kept.get("is_hard")),
        again=_one(kept, "again", ("never", "returned", "always"), new.again),
        most_tries=_count(kept, "most_tries", MOST_TRIES),
        done_when=_one(kept, "done_when", ("handed_in", "passed"), new.done_when),
        pass_points=_points(kept.get("pass_points"), "pass_points"),
        criteria=_criteria(kept.get("criteria") or ()),
    )
    return _checked(task)


def _checked(task: Task) -> Task:
    if not task.takes:
        raise TaskBroken("takes_nothing", "takes")
    if "files" in task.takes and not task.kinds:
        raise TaskBroken("no_kinds", "kinds")
    if task.due_on is not None and task.due_days is not None:
        raise TaskBroken("due_twice", "due_days")
    if task.pass_points is not None and (task.maximum is None or task.pass_points > task.maximum):
        raise TaskBroken("pass_out_of_reach", "pass_points")
    return task


def _criteria(kept: object) -> tuple[Criterion, ...]:
    if not isinstance(kept, list | tuple) or len(kept) > MOST_CRITERIA:
        raise TaskBroken("too_many_criteria", "criteria")
    found = tuple(_criterion(each, number) for number, each in enumerate(kept, start=1))
    if len({each.key for each in found}) != len(found):
        raise TaskBroken("criteria_doubled", "criteria")
    return found


def _criterion(kept: object, number: int) -> Criterion:
    if not isinstance(kept, Mapping):
        raise TaskBroken("unreadable", "criteria")
    title = str(kept.get("title", "")).strip()[:NAME_LENGTH]
    levels = kept.get("levels") or ()
    if not title:
        raise TaskBroken("criterion_untitled", "criteria")
    if not isinstance(levels, list | tuple) or not 1 < len(levels) <= MOST_LEVELS:
        raise TaskBroken("levels", title)
    return Criterion(
        key=str(kept.get("key") or number)[:16],
        title=title,
        text=str(kept.get("text", "")).strip()[:WORDS_LENGTH],
        levels=tuple(_level(each, title) for each in levels),
    )


def _level(kept: object, criterion: str) -> Level:
    if not isinstance(kept, Mapping):
        raise TaskBroken("unreadable", criterion)
    title, points = str(kept.get("title", "")).strip()[:NAME_LENGTH], _points(kept.get("points"), criterion)
    if not title or points is None:
        raise TaskBroken("level_unfinished", criterion)
    return Level(title=title, points=points, text=str(kept.get("text", "")).strip()[:WORDS_LENGTH])


def _points(kept: object, place: str) -> Decimal | None:
    if kept is None or kept == "":
        return None
    try:
        points = Decimal(str(kept))
    except InvalidOperation as error:
        raise TaskBroken("points", place) from error
    if not points.is_finite() or not 0 <= points <= MOST_POINTS or points != points.quantize(_CENT):
        raise TaskBroken("points", place)
    return points.quantize(_CENT)


def _chosen(
    kept: Mapping[Any, Any], name: str, known: tuple[str, ...], new: tuple[str, ...]
) -> tuple[str, ...]:
    given = kept.get(name)
    return new if not isinstance(given, list | tuple) else tuple(each for each in known if each in given)


def _one(kept: Mapping[Any, Any], name: str, known: tuple[str, ...], new: str) -> str:
    given = kept.get(name)
    return given if given in known else new


def _count(kept: Mapping[Any, Any], name: str, most: int, *, least: int = 1) -> int | None:
    given = kept.get(name)
    if given is None or given == "":
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise TaskBroken("out_of_range", name)
    return given


def _day(kept: object) -> date | None:
    if not kept:
        return None
    try:
        return date.fromisoformat(str(kept))
    except ValueError as error:
        raise TaskBroken("day", "due_on") from error
