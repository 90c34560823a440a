"""Large files of hand-ins, sent in pieces (synthai.core.media.uploads) over a line that breaks: begun, gone on with, put into the draft."""

from datetime import datetime
from typing import Final

from courses.selectors.handins import Place
from courses.services.handins import uploads as work
from synthai.core import files
from synthai.core.access import Actor
from synthai.core.media import uploads
from synthai.core.media.uploads import Done, Named, Wish
from synthai.core.models import Upload

PURPOSE: Final = "courses.handin"


def begin(place: Place, file: Named, *, by: Actor, now: datetime) -> Upload:
    """Make room for a file of one's draft. Not in a transaction.

    Raises as `work.keep` where the draft takes no file, and UploadTooLarge, UploadEmpty.
    """
    bench = work.refuse_full(place, by=by, now=now)
    wish = Wish(
        purpose=PURPOSE,
        target=_target(place),
        folder=f"courses/{by.organisation_id}/handins",
        name=file.name,
        size=file.size,
        max_bytes=bench.task.most_bytes,
    )
    return uploads.begin(wish, by=by, now=now)


def get(place: Place, public_id: str, *, by: Actor) -> Upload:
    """One's own upload for this assignment. Raises NotFound."""
    return uploads.get(public_id, purpose=PURPOSE, target=_target(place), by=by)


def end(upload: Upload, place: Place, *, by: Actor, now: datetime) -> str:
    """Put the whole file into the draft, judged as any other; its public id. Idempotent. Not in a transaction.

    Raises as `work.keep`: then nothing of it stays. And NotWhole.
    """

    def taken(whole: Upload, done: Done) -> None:
        with files.open_file(whole.path) as file:
            work.keep(place, file, name=whole.name, by=by, now=now, then=lambda row: done(row.public_id))
        files.delete(whole.path)

    return uploads.taken(upload, taken, now=now)


def _target(place: Place) -> str:
    return f"{place.course}:{place.block}"
