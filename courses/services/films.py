"""Films and sounds of courses, made smaller by workers (synthai.core.media.rendering)."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from courses import events, permissions
from courses.models import MediaFile, Rendition
from courses.services import courses, lengths
from synthai.core.access import Actor, require
from synthai.core.events import publish
from synthai.core.media import rendering
from synthai.core.media.rendering import Shop


def abandoned(*, now: datetime) -> list[int]:
    """Keys of the films of the active tenant that no live worker holds; each is told of once in a while, not each time."""
    return rendering.abandoned(_SHOP, now=now)


def render(media_id: int) -> None:
    """Make everything that is still missing of a film or sound. Does nothing when that is done, or another worker is at it.

    Needs the tenant; not one transaction; may be repeated.
    """
    rendering.render(_SHOP, media_id)


@transaction.atomic
def try_again(row: MediaFile, *, by: Actor, now: datetime) -> None:
    """Let workers have another go at what failed. Idempotent. Raises NotAllowed, CoursePutAway."""
    require(by, permissions.COURSE_CHANGE)
    courses.changeable(row.course_id, by=by)
    if rendering.again(_SHOP, row, now=now):
        publish(events.MediaAdded(media_id=row.pk, course_id=row.course_id, public_id=row.public_id))


def _measured(row: MediaFile, seconds: int) -> None:
    if row.seconds != seconds:
        lengths.put_right(row, seconds=seconds)


def _ended(row: MediaFile, trouble: str) -> None:
    about: dict[str, Any] = {"media_id": row.pk, "course_id": row.course_id, "public_id": row.public_id}
    if trouble:
        publish(events.MediaFailed(**about, trouble=trouble))
    else:
        seconds = MediaFile.objects.values_list("seconds", flat=True).get(pk=row.pk)
        publish(events.MediaReady(**about, seconds=seconds))


_SHOP: Final = Shop(
    rows=MediaFile,
    renditions=Rendition,
    owner="media",
    folder="courses",
    on_measured=_measured,
    on_end=_ended,
    notes={"is_measured": True},
)
