"""The contents of a published course: chapters and lessons without their text, as a version keeps them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class OutlineLesson:
    """One lesson. `text` names its PublishedLesson; `videos` is {block: seconds} of the videos whose length is known."""

    key: str
    title: str
    text: str = ""
    minutes: int = 0
    rule: str = "viewed"
    rule_value: int = 0
    is_optional: bool = False
    is_open: bool = False
    opens_on: str = ""
    opens_after: int | None = None
    videos: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class OutlineChapter:
    """One chapter with its lessons in order. `opens_on` is an ISO date, `opens_after` days after the start."""

    key: str
    title: str
    opens_on: str = ""
    opens_after: int | None = None
    lessons: tuple[OutlineLesson, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A whole course. `lock` is how lessons open: none, lesson or chapter."""

    lock: str = "none"
    chapters: tuple[OutlineChapter, ...] = ()

    def lessons(self) -> Iterator[OutlineLesson]:
        """Every lesson in order."""
        return (lesson for chapter in self.chapters for lesson in chapter.lessons)

    def counted(self) -> set[str]:
        """Keys of the lessons that count towards the end."""
        return {lesson.key for lesson in self.lessons() if not lesson.is_optional}

    def lesson(self, key: str) -> OutlineLesson | None:
        """One lesson by key."""
        return next((lesson for lesson in self.lessons() if lesson.key == key), None)

    def neighbours(self, key: str) -> tuple[OutlineLesson | None, OutlineLesson | None]:
        """The lessons before and after."""
        rows = list(self.lessons())
        place = next((place for place, lesson in enumerate(rows) if lesson.key == key), None)
        if place is None:
            return None, None
        return (rows[place - 1] if place else None, rows[place + 1] if place + 1 < len(rows) else None)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(lesson.minutes for lesson in self.lessons())

    def as_json(self) -> dict[str, Any]:
        """As a version keeps it."""
        return asdict(self)


def outline_from(kept: dict[str, Any]) -> Outline:
    """What a version kept; fields that this code does not know are left out."""
    return Outline(
        lock=kept.get("lock", "none"),
        chapters=tuple(
            OutlineChapter(
                key=chapter["key"],
                title=chapter["title"],
                opens_on=chapter.get("opens_on", ""),
                opens_after=chapter.get("opens_after"),
                lessons=tuple(_lesson(lesson) for lesson in chapter["lessons"]),
            )
            for chapter in kept.get("chapters", ())
        ),
    )


def _lesson(kept: dict[str, Any]) -> OutlineLesson:
    known = OutlineLesson.__dataclass_fields__
    return OutlineLesson(**{"videos": {}, **{name: value for name, value in kept.items() if name in known}})
