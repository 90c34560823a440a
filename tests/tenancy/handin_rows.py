"""One assignment of an organisation, with a hand-in that an address can name."""

from typing import Any

from django.utils import timezone

from courses.models import SubmissionFile
from courses.services.handins import pieces, working
from courses.services.handins.working import Work
from courses.tests.handing import assigned
from synthai.core.media.uploads import Named
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, stored: str) -> dict[str, str]:
    """Ids by noun. The owner has handed in."""
    _enrolment, place = assigned(owner, owner)
    now = timezone.now()
    with tenant(organisation):
        upload = pieces.begin(place, Named(name="film.mp4", size=9), by=owner.actor, now=now)
        row = working.hand_in(place, by=owner.actor, now=now, work=Work(text="Done."))
        file = SubmissionFile.objects.create(
            submission=row,
            kind="document",
            name="report.csv",
            path=stored,
            content_type="text/csv",
            size=12,
            sha256="0" * 64,
            added_at=now,
        )
    return {
        "handin_course": place.course,
        "handin_lesson": place.lesson,
        "task": place.block,
        "handin": row.public_id,
        "handin_file": file.public_id,
        "handin_upload": upload.public_id,
    }
