"""A lesson as the API tells it."""

from typing import Any

from courses.selectors import learning
from courses.selectors.blocks import drawn
from courses.selectors.learning import Study


def shown_lesson(organisation: str, study: Study, key: str) -> dict[str, Any]:
    """A lesson that may be read now. Raises NotFound, NotInCourse, LessonClosed."""
    lesson = learning.readable(study, key)
    row = study.rows.get(key)
    return {
        "lesson": lesson,
        "is_done": study.is_done(key),
        "stopped_at": row.place if row else {},
        "blocks": [drawn(organisation, block) for block in learning.blocks_of(study, lesson)],
    }
