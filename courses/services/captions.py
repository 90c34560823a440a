"""What is said in films and sounds: captions put in, in one language each, and taken out. They show at once, in every version."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Caption, MediaFile
from courses.refusals import FileRefused
from courses.services import courses
from courses.terms import BlockKind
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.media import captions as reading


@transaction.atomic
def put(file: IO[bytes], *, media: MediaFile, language: str, by: Actor, now: datetime) -> Caption:
    """Captions out of a WebVTT or SRT file, instead of those there were in that language.

    Raises NotAllowed, CoursePutAway, FileRefused, ValidationError.
    """
    course = courses.changeable(media.course_id, by=by)
    if media.kind not in {BlockKind.VIDEO, BlockKind.AUDIO}:
        raise FileRefused(_("Only videos and sounds have captions."))
    caption = Caption(
        organisation_id=media.organisation_id,
        media=media,
        language=language,
        cues=reading.read_file(file, refused=FileRefused),
        added_at=now,
    )
    caption.full_clean(validate_constraints=False)
    Caption.objects.filter(media_id=media.pk, language=language).delete()
    caption.save()
    audit(course, "courses.course.captions_put", by=by, changes={"language": [None, language]})
    courses.touch(course, now=now)
    return caption


@transaction.atomic
def remove(media: MediaFile, *, language: str, by: Actor, now: datetime) -> None:
    """Take the captions of one language out. Idempotent. Raises NotAllowed, CoursePutAway."""
    course = courses.changeable(media.course_id, by=by)
    if Caption.objects.filter(media_id=media.pk, language=language).delete()[0]:
        audit(course, "courses.course.captions_removed", by=by, changes={"language": [language, None]})
        courses.touch(course, now=now)
