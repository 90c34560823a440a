"""Rows for the pages of assignments that every browser check visits."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from courses.models import Block, Course
from courses.selectors.handins import Place
from courses.services.handins import uploads, working
from courses.services.handins.working import Work
from courses.tests.handing import RUBRIC, assigned, handed_in, marked, place_in, written_course
from courses.tests.writing import png
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

RULES: dict[str, Any] = {
    "takes": ["text", "link", "files"],
    "criteria": RUBRIC,
    "pass_points": "5",
    "due_days": 7,
    "done_when": "passed",
    "again": "always",
}
SAID: dict[str, Any] = {
    "places": {"clean": 1, "apart": 1},
    "comments": {"clean": "The knife is missing from your list."},
    "comment": "A good plan. Say who does it, and when.",
}


def address(view: str, *ids: str) -> str:
    """A page of Umoja Foods."""
    return reverse(f"courses:{view}", args=["umoja-foods", *ids])


def at(place: Place) -> str:
    return address("assignment", place.course, place.lesson, place.block)


def asked(cast: Cast) -> Place:
    return assigned(cast.thandi, cast.bongani, **RULES)[1]


def a_lesson(cast: Cast) -> str:
    place = asked(cast)
    return address("lesson", place.course, place.lesson)


def a_draft(cast: Cast) -> str:
    place, by, now = asked(cast), cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        uploads.keep(place, png(640, 400), name="The plan on our wall.png", by=by, now=now)
        working.save(place, Work(text="We clean at *six*."), by=by, now=now)
    return at(place)


def sent_back(cast: Cast) -> str:
    place = asked(cast)
    marked(cast.thandi, handed_in(cast.bongani, place), "returned", places={"clean": 1, "apart": 0})
    marked(cast.thandi, handed_in(cast.bongani, place, text="Better"), "passed", **SAID)
    return at(place)


def rules(cast: Cast) -> str:
    course = written_course(cast.thandi, **RULES)
    return address("write-task", course.public_id, place_in(cast.thandi, course).block)


def in_the_editor(cast: Cast) -> str:
    course: Course = written_course(cast.thandi, **RULES)
    with tenant(cast.umoja):
        block = Block.objects.select_related("lesson").get(kind="assignment")
    return address("write-lesson", course.public_id, block.lesson.public_id)


def queue(cast: Cast) -> str:
    place = asked(cast)
    marked(cast.thandi, handed_in(cast.bongani, place), "passed", settles=False, **SAID)
    handed_in(cast.bongani, asked(cast))
    return address("handin-list")


def to_mark(cast: Cast) -> str:
    place, by, now = asked(cast), cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        uploads.keep(place, png(640, 400), name="The plan on our wall.png", by=by, now=now)
    row = handed_in(cast.bongani, place, text="We clean at *six*, before the bread comes.")
    marked(cast.thandi, row, "failed", settles=False, places={"clean": 0, "apart": 0})
    return address("handin-marking", row.public_id)


def board(cast: Cast) -> str:
    place = asked(cast)
    handed_in(cast.bongani, place)
    return address("write-board", place.course)


def an_empty_queue(cast: Cast) -> str:
    return address("handin-list")


HANDINS = {
    "handin-queue-empty": ("thandi", an_empty_queue),
    "handin-queue": ("thandi", queue),
    "handin-marking": ("thandi", to_mark),
    "handin-lesson": ("bongani", a_lesson),
    "handin-draft": ("bongani", a_draft),
    "handin-result": ("bongani", sent_back),
    "handin-rules": ("thandi", rules),
    "handin-editor": ("thandi", in_the_editor),
    "course-board": ("thandi", board),
}
