"""What a hand-in earns, and whether it may be handed in again. Points are Decimals and summed exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from courses.engine.handins.task import Task

Outcome = Literal["passed", "returned", "failed"]


class LevelMissing(ValueError):
    """A criterion without a chosen level, or with one that it has not; `title` names it."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class AgainstThePassMark(ValueError):
    """An outcome that the points forbid. `points` were given, `needed` are asked for."""

    def __init__(self, points: Decimal, needed: Decimal) -> None:
        super().__init__(f"{points} of {needed}")
        self.points, self.needed = points, needed


@dataclass(frozen=True, kw_only=True)
class Score:
    """What one criterion earned: the level's place in the rubric, its words as they were, and the marker's."""

    key: str
    title: str
    place: int
    level: str
    points: Decimal
    most: Decimal
    comment: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a mark keeps it."""
        return {
            "key": self.key,
            "title": self.title,
            "place": self.place,
            "level": self.level,
            "points": str(self.points),
            "most": str(self.most),
            "comment": self.comment,
        }


def scores_from(kept: list[dict[str, Any]]) -> list[Score]:
    """What a mark kept."""
    return [
        Score(**{**each, "points": Decimal(each["points"]), "most": Decimal(each["most"])}) for each in kept
    ]


def scored(task: Task, places: Mapping[str, int], comments: Mapping[str, str]) -> list[Score]:
    """A score for each criterion, by the place (from 0) of the level that was chosen. Raises LevelMissing."""
    found = []
    for criterion in task.criteria:
        place = places.get(criterion.key)
        if place is None or not 0 <= place < len(criterion.levels):
            raise LevelMissing(criterion.title)
        level = criterion.levels[place]
        found.append(
            Score(
                key=criterion.key,
                title=criterion.title,
                place=place,
                level=level.title,
                points=level.points,
                most=criterion.most,
                comment=comments.get(criterion.key, "").strip(),
            )
        )
    return found


def points_of(scores: list[Score]) -> Decimal | None:
    """Their sum; None without a rubric."""
    return sum((score.points for score in scores), Decimal(0)) if scores else None


def judged(task: Task, points: Decimal | None, outcome: Outcome) -> Outcome:
    """The outcome, where the points allow it: a pass mark decides between passed and not. Raises AgainstThePassMark."""
    if task.pass_points is None or points is None:
        return outcome
    if (points >= task.pass_points) != (outcome == "passed"):
        raise AgainstThePassMark(points, task.pass_points)
    return outcome


def may_try_again(task: Task, *, state: str, tries: int) -> bool:
    """Whether one more may be handed in after `tries` of them, the last of which is in `state`."""
    if task.most_tries is not None and tries >= task.most_tries:
        return False
    if state == "returned":
        return task.again != "never"
    return state == "failed" and task.again == "always"
