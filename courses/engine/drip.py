"""When lessons open: on a day, or so many days after the learner's start; by the course, or set for one learner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from courses.engine.outline import Outline, OutlineChapter, OutlineLesson


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The day a lesson opens. `days` after the start when that decides; `is_own` when it was set for this learner."""

    on: date
    days: int | None = None
    is_own: bool = False


def is_drip(outline: Outline) -> bool:
    """Whether anything opens on a day."""
    parts: list[OutlineChapter | OutlineLesson] = [*outline.chapters, *outline.lessons()]
    return any(part.opens_on or part.opens_after is not None for part in parts)


def openings(outline: Outline, started_on: date, own: Mapping[str, date | None]) -> dict[str, Opening]:
    """The day of every lesson that has one. `own` is what was set for the learner by lesson, None being at once.

    A lesson waits for its chapter's day and for its own, so the later of them counts.
    """
    found: dict[str, Opening] = {}
    for chapter in outline.chapters:
        for lesson in chapter.lessons:
            if lesson.key in own:
                day = own[lesson.key]
                days = [] if day is None else [Opening(on=day, is_own=True)]
            else:
                days = [*_days(chapter, started_on), *_days(lesson, started_on)]
            if days:
                found[lesson.key] = max(days, key=lambda opening: opening.on)
    return found


def later(found: Mapping[str, Opening], today: date) -> dict[str, Opening]:
    """Those that are still to come."""
    return {key: opening for key, opening in found.items() if opening.on > today}


def _days(part: OutlineChapter | OutlineLesson, started_on: date) -> Iterator[Opening]:
    if part.opens_on:
        yield Opening(on=date.fromisoformat(part.opens_on))
    if part.opens_after is not None:
        yield Opening(on=started_on + timedelta(days=part.opens_after), days=part.opens_after)
