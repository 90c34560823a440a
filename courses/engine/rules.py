"""When a lesson is done, and how much of its videos was seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from courses.engine.outline import OutlineLesson

Stretch = Sequence[float]
NEARLY_ALL: Final = 1.0  # seconds at the end of a video that players never report


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a learner did in a lesson so far. What comes from elsewhere: quizzes, assignments, live classes."""

    has_viewed: bool = False
    seconds: int = 0
    watched: Mapping[str, Sequence[Stretch]]
    has_passed: bool = False
    has_submitted: bool = False
    has_attended: bool = False


def is_done(lesson: OutlineLesson, facts: Facts) -> bool:
    """Whether that is what the lesson asks for. An unknown rule is never met: better late than wrongly done."""
    if lesson.rule == "viewed":
        return facts.has_viewed
    if lesson.rule == "time":
        return facts.seconds >= lesson.rule_value
    if lesson.rule == "video":
        return share_watched(lesson.videos, facts.watched) >= lesson.rule_value
    if lesson.rule == "quiz":
        return facts.has_passed
    if lesson.rule == "submitted":
        return facts.has_submitted
    if lesson.rule == "attended":
        return facts.has_attended
    return False


def share_watched(videos: Mapping[str, int], watched: Mapping[str, Sequence[Stretch]]) -> int:
    """Per cent of all the videos' seconds that were seen at least once; 100 without a video whose length is known.

    The last second of each counts as seen with the one before: players stop a little early.
    """
    whole = sum(videos.values())
    if not whole:
        return 100
    seen = 0.0
    for block, length in videos.items():
        here = sum(end - start for start, end in merged(watched.get(block, ()), length))
        seen += length if here >= length - NEARLY_ALL else here
    return int(seen * 100 / whole)


def merged(stretches: Iterable[Stretch], length: int) -> list[list[float]]:
    """Stretches within 0 to `length`, joined where they touch, in order. Nonsense is left out."""
    tidy = sorted([max(0.0, float(start)), min(float(length), float(end))] for start, end in stretches)
    joined: list[list[float]] = []
    for start, end in tidy:
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined
