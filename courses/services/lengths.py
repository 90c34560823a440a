"""The length of a film as it was measured, put right in the versions that show it.

A version's words never change; how long its film is was never the author's to say. A header that tells too much would let
nobody reach the share that a lesson asks for.
"""

from typing import Any

from django.db import transaction

from courses import locks
from courses.models import CourseVersion, MediaFile, PublishedLesson


@transaction.atomic
def put_right(row: MediaFile, *, seconds: int) -> int:
    """Let every version measure by `seconds` that has the film in a lesson; how many changed. Idempotent. Needs the tenant."""
    course = locks.lock_course(row.course_id)
    shows = [{"media": {"id": row.public_id}}]
    texts = PublishedLesson.objects.filter(course_id=course.pk, blocks__contains=shows)
    named = {
        block["key"]
        for blocks in texts.values_list("blocks", flat=True)
        for block in blocks
        if (block.get("media") or {}).get("id") == row.public_id
    }
    if not named:
        return 0
    changed = 0
    for version in CourseVersion.objects.filter(course_id=course.pk).order_by("pk"):
        if _set(version.outline, named, seconds):
            version.save(update_fields=["outline"])
            changed += 1
    return changed


def _set(outline: dict[str, Any], keys: set[str], seconds: int) -> bool:
    wrong = [
        (lesson["videos"], key)
        for chapter in outline["chapters"]
        for lesson in chapter["lessons"]
        for key, known in lesson["videos"].items()
        if key in keys and known != seconds
    ]
    for videos, key in wrong:
        videos[key] = seconds
    return bool(wrong)
