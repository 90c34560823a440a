"""Rows for the pages of live classes and learning paths that every browser check visits."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses.models import Booking, Enrolment, LiveClass, Path
from courses.services import progress
from courses.services.assignments import Wish
from courses.services.happenings import Happened
from courses.services.live import attendance, booking, calendars
from courses.services.paths import assigning
from courses.tests.meeting import path_of, plan
from courses.tests.writing import keys_of, published_course
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def address(view: str, *ids: str) -> str:
    """A page of Umoja Foods."""
    return reverse(f"courses:{view}", args=["umoja-foods", *ids])


def a_class(cast: Cast, **wish: Any) -> LiveClass:
    """A class in ten minutes with three people: one comes, one waits, one was not sure."""
    options: dict[str, Any] = {
        "title": "Knife skills for new people",
        "description": "Bring an apron.\nWe begin with onions.",
        "seats": 1,
        "starts_in": timedelta(minutes=10),
        **wish,
    }
    made = plan(cast.thandi, **options)
    jan, lerato = cast.hire("member", name="Jan van der Merwe"), cast.hire("viewer", name="Lerato Nkosi")
    now = timezone.now()
    with tenant(cast.umoja):
        for person, said in ((cast.bongani, "yes"), (jan, "yes"), (lerato, "maybe")):
            booking.answer(made.pk, said, by=person.actor, now=now)
        mine = Booking.objects.get(user=cast.bongani.user)
        attendance.mark(mine.pk, "present", by=cast.thandi.actor, now=now)
    return made


def class_list(cast: Cast) -> str:
    a_class(cast)
    plan(
        cast.thandi,
        title="Safe hands: what an inspector looks at",
        is_online=False,
        join_url="",
        address="12 Vilakazi Street, Orlando West",
        seats=12,
    )
    plan(cast.thandi, title="Selling on the phone", starts_in=timedelta(days=9))
    return address("class-list")


def class_detail(cast: Cast) -> str:
    return address("class-detail", a_class(cast).public_id)


def class_people(cast: Cast) -> str:
    return address("class-people", a_class(cast).public_id)


def class_code(cast: Cast) -> str:
    return address("class-code", a_class(cast).public_id)


def class_check_in(cast: Cast) -> str:
    return address("class-check-in", a_class(cast).public_id)


def class_edit(cast: Cast) -> str:
    return address("class-edit", a_class(cast).public_id)


def class_create(cast: Cast) -> str:
    published_course(cast.thandi, title="Food safety")
    return address("class-create")


def class_cancel(cast: Cast) -> str:
    return address("class-cancel", a_class(cast).public_id)


def class_report(cast: Cast) -> str:
    return address("class-report", a_class(cast).public_id)


def calendar(cast: Cast) -> str:
    with tenant(cast.umoja):
        calendars.open_feed(by=cast.bongani.actor, now=timezone.now())
    return address("calendar")


def a_path(cast: Cast) -> Path:
    """A path of four courses, two of them elective, on which Bongani has done the first."""
    titles = ("How the till works", "Food safety for kitchens", "Selling more", "Ordering stock")
    rows = [published_course(cast.thandi, title=title, chapters=1, lessons=1) for title in titles]
    path = path_of(cast.thandi, *rows, electives=titles[2:], electives_needed=1)
    with tenant(cast.umoja):
        wish = Wish(audience="everybody")
        assigning.assign(path.pk, wish, by=cast.thandi.actor, now=timezone.now())
        assigning.assign(path.pk, Wish(audience="joiners"), by=cast.thandi.actor, now=timezone.now())
        mine = Enrolment.objects.get(user=cast.bongani.user, course=rows[0])
        told = Happened(enrolment=mine.public_id, lesson=keys_of(rows[0])[0], kind="viewed")
        progress.take([told], by=cast.bongani.actor, now=timezone.now())
    return path


def path_list(cast: Cast) -> str:
    a_path(cast)
    return address("path-list")


def path_detail(cast: Cast) -> str:
    return address("path-detail", a_path(cast).public_id)


def path_write_list(cast: Cast) -> str:
    a_path(cast)
    return address("path-write-list")


def path_edit(cast: Cast) -> str:
    return address("path-edit", a_path(cast).public_id)


def path_settings(cast: Cast) -> str:
    return address("path-settings", a_path(cast).public_id)


def path_people(cast: Cast) -> str:
    return address("path-people", a_path(cast).public_id)


def class_list_empty(cast: Cast) -> str:
    return address("class-list")


def path_list_empty(cast: Cast) -> str:
    return address("path-list")


def path_create(cast: Cast) -> str:
    return address("path-create")


# Lines of tests/browser/pages.py.
LISTED: tuple[dict[str, Any], ...] = (
    {"name": "classes-empty", "who": "bongani", "prepare": class_list_empty},
    {"name": "classes", "who": "bongani", "prepare": class_list},
    {"name": "class", "who": "bongani", "prepare": class_detail},
    {"name": "class-new", "who": "thandi", "prepare": class_create},
    {"name": "class-edit", "who": "thandi", "prepare": class_edit},
    {"name": "class-cancel", "who": "thandi", "prepare": class_cancel},
    {"name": "class-people", "who": "thandi", "prepare": class_people},
    {"name": "class-code", "who": "thandi", "prepare": class_code},
    {"name": "class-check-in", "who": "bongani", "prepare": class_check_in},
    {"name": "class-report", "who": "thandi", "prepare": class_report},
    {"name": "class-calendar", "who": "bongani", "prepare": calendar},
    {"name": "paths-empty", "who": "bongani", "prepare": path_list_empty},
    {"name": "paths", "who": "bongani", "prepare": path_list},
    {"name": "path", "who": "bongani", "prepare": path_detail},
    {"name": "paths-written", "who": "thandi", "prepare": path_write_list},
    {"name": "path-new", "who": "thandi", "prepare": path_create},
    {"name": "path-edit", "who": "thandi", "prepare": path_edit},
    {"name": "path-settings", "who": "thandi", "prepare": path_settings},
    {"name": "path-people", "who": "thandi", "prepare": path_people},
)
