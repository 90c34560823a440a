"""Large files of blocks, sent in pieces (synthai.core.media.uploads): begun, gone on with, taken over."""

from datetime import datetime
from typing import Final

from courses import permissions
from courses.models import Block, MediaFile
from courses.refusals import CoursePutAway
from courses.services import blocks, media
from courses.services.blocks import Content
from courses.terms import BlockKind
from synthai.core.access import Actor, require
from synthai.core.media import uploads
from synthai.core.media.uploads import Done, Named, Wish
from synthai.core.models import Upload

PURPOSE: Final = "courses.block"


def begin(block: Block, file: Named, *, by: Actor, now: datetime) -> Upload:
    """Make room for the file of a block. Not in a transaction. Raises NotAllowed, CoursePutAway, UploadTooLarge."""
    require(by, permissions.COURSE_CHANGE)
    if block.lesson.course.removed_at is not None:
        raise CoursePutAway
    kind = BlockKind(block.kind)
    wish = Wish(
        purpose=PURPOSE,
        target=block.public_id,
        folder=f"courses/{by.organisation_id}",
        name=file.name,
        size=file.size,
        max_bytes=media.most_bytes(kind),
    )
    return uploads.begin(wish, by=by, now=now)


def end(upload: Upload, block: Block, *, by: Actor, now: datetime) -> str:
    """Put the whole file into its block; the public id of what it became. Idempotent. Not in a transaction.

    Raises NotAllowed, CoursePutAway, FileRefused, NotWhole.
    """
    require(by, permissions.COURSE_CHANGE)

    def taken(whole: Upload, done: Done) -> None:
        course = block.lesson.course
        if course.removed_at is not None:
            raise CoursePutAway

        def put(kept: MediaFile) -> None:
            blocks.save(block.pk, Content(text=block.text, data=block.data, media=kept), by=by, now=now)
            done(str(kept.public_id))

        media.take_stored(whole, course=course, by=by, now=now, wanted=str(block.kind), then=put)

    return uploads.taken(upload, taken, now=now)
