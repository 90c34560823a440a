"""Plans classes and paths for tests, by the services that trainers use."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from courses import events, tasks
from courses.models import Booking, Chapter, Course, LiveClass, Path
from courses.selectors import live
from courses.services.live import booking, planning
from courses.services.live.planning import Details
from courses.services.paths import editing
from courses.services.paths.editing import PathSettings, StepSettings
from courses.tests.writing import write_course, write_lesson
from synthai.core.events import Event
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

LINK = "https://meet.example/abc-defg"
NOW = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


def plan(
    by: Person, *, starts_in: timedelta = timedelta(days=3), now: datetime | None = None, **wish: Any
) -> LiveClass:
    """A class of an hour, online, taught by who plans it."""
    now = now or timezone.now()
    start = now + starts_in
    details: dict[str, Any] = {
        "title": "Knife skills",
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        "trainer_ids": [by.user.pk],
        "join_url": LINK,
        **wish,
    }
    with tenant(by.organisation):
        (made,) = planning.plan(Details(**details), by=by.actor, now=now)
    return made


def course_to_attend(by: Person) -> tuple[Course, str]:
    """A draft of one lesson that is done by being at a class, and the lesson's key."""
    course = write_course(by, title="Knives", chapters=1, lessons=1)
    with tenant(by.organisation):
        chapter = course_chapter(course)
        lesson = write_lesson(by, chapter, title="The class", rule="attended")
    return course, lesson.public_id


def course_chapter(course: Course) -> Any:
    """The first chapter of a draft."""
    return Chapter.objects.filter(course_id=course.pk).order_by("position")[0]


def path_of(by: Person, *courses: Course, publish: bool = True, **settings: Any) -> Path:
    """A published path of these courses, seven days for each. `electives`: titles of those that are elective."""
    now = timezone.now()
    electives = settings.pop("electives", ())
    needed = settings.pop("electives_needed", 0)
    with tenant(by.organisation):
        path = editing.create(PathSettings(title="First month", **settings), by=by.actor, now=now)
        for course in courses:
            wish = StepSettings(is_elective=course.title in electives, days=7)
            editing.add_course(path.pk, course, wish, by=by.actor, now=now)
        if needed:
            wish_path = PathSettings(title="First month", electives_needed=needed, **settings)
            editing.change(path.pk, wish_path, by=by.actor, now=now)
        if publish:
            path = editing.publish(path.pk, by=by.actor, now=now)
    return path


def published(kind: type[Event]) -> list[dict[str, Any]]:
    """Payloads of the facts of a kind, in their order."""
    rows = OutboxEvent.objects.filter(name=kind.dotted_name()).order_by("pk")
    return [row.payload for row in rows]


def tell(organisation: Any, live_class: LiveClass) -> None:
    """What follows when a class was planned, changed or cancelled."""
    tasks.class_tell(organisation_id=organisation.pk, payload={"class_id": live_class.pk})


def courses_done(organisation: Any) -> None:
    """What follows on paths from courses that were done."""
    for told in published(events.CourseCompleted):
        tasks.path_follow(organisation_id=organisation.pk, payload=told)


def say(person: Person, made: LiveClass, said: str, *, now: datetime = NOW) -> Booking:
    """The person answers."""
    return booking.answer(made.pk, said, by=person.actor, now=now)


def details_of(made: LiveClass, **changes: Any) -> Details:
    """What a class is, with changes."""
    names = (
        "title",
        "starts_at",
        "ends_at",
        "join_url",
        "address",
        "is_online",
        "seats",
        "zone",
        "lesson",
        "invites",
    )
    trainers = [row.user_id for row in live.trainers_of([made.pk])]
    return Details(**{**{name: getattr(made, name) for name in names}, "trainer_ids": trainers, **changes})
