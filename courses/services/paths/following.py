"""What follows on a path: from a course that was done, from another order, from a course that is published or not any more."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from courses import locks
from courses.live_terms import PathState
from courses.models import Path, PathMember, PathStep
from courses.services.paths import joining
from courses.terms import Source
from notifications.services import inbox

ASSIGNED, DONE = "courses.path_assigned", "courses.path_done"


@transaction.atomic
def course_completed(user_id: int, course_id: int, *, now: datetime) -> int:
    """Somebody has done a course: perhaps a path with it. Idempotent. Needs the tenant. Returns how many paths are done now."""
    paths = PathStep.objects.filter(course_id=course_id).values("path_id")
    rows = PathMember.objects.going().filter(user_id=user_id, path_id__in=paths)
    done = 0
    for key in list(rows.order_by("path_id").values_list("pk", flat=True)):
        member = locks.lock_path_member(key)
        done += len(joining.settle(member.path, [member], now=now))
    return done


@transaction.atomic
def path_changed(path_id: int, *, now: datetime) -> None:
    """A path has other courses, or asks for others: who is on it comes along. Idempotent. Needs the tenant."""
    path = locks.lock_path(path_id)
    if path.removed_at is None and path.state != PathState.DRAFT:
        joining.bring_along(path, now=now)


def course_changed(course_id: int, *, now: datetime) -> None:
    """A course was published, or not any more: the paths with it ask for something else. Idempotent. Needs the tenant."""
    steps = PathStep.objects.filter(course_id=course_id, path__removed_at__isnull=True)
    for path_id in list(steps.order_by("path_id").values_list("path_id", flat=True)):
        path_changed(path_id, now=now)


def tell_joined(path_id: int, user_id: int) -> None:
    """Ring the bell of who was given a path; who took it by themselves knows. Idempotent by path and day."""
    member = _member(path_id, user_id)
    if member is None or member.source == Source.SELF:
        return
    day = date_format(member.due_on, "j F Y") if member.due_on else ""
    _notify(
        ASSIGNED,
        member,
        title=_("Your learning path: %(title)s") % {"title": member.path.title},
        body=_("Finish it by %(day)s.") % {"day": day} if day else _("Begin when it suits you."),
        key=f"{member.joined_at:%Y%m%d%H%M%S}:{member.due_on or ''}",
    )


def tell_done(path_id: int, user_id: int) -> None:
    """Say that a path is done. Idempotent."""
    member = _member(path_id, user_id)
    if member is not None and member.completed_at is not None:
        _notify(
            DONE,
            member,
            title=_("Learning path done: %(title)s") % {"title": member.path.title},
            body=_("You have done all that it asks for."),
            key="done",
        )


def _member(path_id: int, user_id: int) -> PathMember | None:
    rows = PathMember.objects.current().select_related("path").filter(path_id=path_id, user_id=user_id)
    return rows.order_by("pk").first()


def _notify(kind: str, member: PathMember, *, title: str, body: str, key: str) -> None:
    path: Path = member.path
    inbox.notify(
        kind,
        [member.user_id],
        title=title,
        body=body,
        url=reverse("courses:path-detail", args=[people.slug_of(path.organisation_id or 0), path.public_id]),
        organisation_id=path.organisation_id,
        key=f"path:{path.public_id}:{key}",
    )
