"""A course with an assignment for tests, and a learner's way through it."""

import io
import zipfile
from typing import Any

from django.utils import timezone

from courses.handin_terms import Outcome
from courses.models import Block, Course, Enrolment, Lesson, LessonProgress, Submission
from courses.models.submissions import SETTLES_AFTER
from courses.selectors.handins import Place
from courses.services import courses
from courses.services.blocks import Content
from courses.services.handins import marking, working
from courses.services.handins.marking import Judgement
from courses.services.handins.working import Work
from courses.services.outline import LessonSettings
from courses.tests.writing import enrol, fill_course, publish
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

RUBRIC: list[dict[str, Any]] = [
    {
        "key": "clean",
        "title": "Surfaces are cleaned",
        "text": "Before and after",
        "levels": [
            {"title": "Not at all", "points": "0"},
            {"title": "Some", "points": "2.5", "text": "The board, but not the knife"},
            {"title": "All", "points": "5"},
        ],
    },
    {
        "key": "apart",
        "title": "Raw and cooked are apart",
        "levels": [{"title": "No", "points": "0"}, {"title": "Yes", "points": "3.25"}],
    },
]
BRIEF = "Write a **cleaning plan** for your kitchen, and photograph it on the wall."


def written_course(by: Person, **task: Any) -> Course:
    """A draft with a lesson that is done by handing in, and one after it to read."""
    now = timezone.now()
    with tenant(by.organisation):
        course = courses.create(title="Food safety", by=by.actor, now=now)
        work = LessonSettings(title="Your cleaning plan", rule="submitted")
        fill_course(
            course,
            {
                "Cleaning": [
                    (work, "assignment", Content(text=BRIEF, data={"task": task})),
                    (LessonSettings(title="Afterwards"), "text", Content(text="Well done.")),
                ]
            },
            now=now,
        )
        course.refresh_from_db()
    return course


def assigned(by: Person, learner: Person, **task: Any) -> tuple[Enrolment, Place]:
    """The course published, the learner in it; where its assignment is."""
    course = publish(by, written_course(by, **task))
    enrolment = enrol(learner, course)
    return enrolment, place_in(by, course)


def place_in(by: Person, course: Course) -> Place:
    """Where the assignment of the draft of a course is."""
    with tenant(by.organisation):
        block = Block.objects.select_related("lesson").get(lesson__course=course, kind="assignment")
    return Place(course=course.public_id, lesson=block.lesson.public_id, block=block.public_id)


def handed_in(learner: Person, place: Place, *, text: str = "We clean at six.") -> Submission:
    """The learner hands a text in."""
    with tenant(learner.organisation):
        return working.hand_in(place, by=learner.actor, now=timezone.now(), work=Work(text=text))


def marked(
    by: Person, row: Submission, outcome: str = "passed", *, settles: bool = True, **given: Any
) -> Submission:
    """Marked, and seen by its learner."""
    now = timezone.now()
    with tenant(by.organisation):
        marking.claim(row.pk, by=by.actor, now=now)
        marking.mark(row.pk, Judgement(outcome=Outcome(outcome), **given), by=by.actor, now=now)
        if settles:
            marking.settle(row.pk, now=now + SETTLES_AFTER)
        return Submission.objects.get(pk=row.pk)


def is_done(enrolment: Enrolment, title: str = "Your cleaning plan") -> bool:
    """Whether a lesson is done. Needs the tenant."""
    key = Lesson.objects.get(title=title, course_id=enrolment.course_id).public_id
    done: bool = LessonProgress.objects.filter(
        enrolment=enrolment, lesson=key, done_at__isnull=False
    ).exists()
    return done


def packed(*names: str, content: bytes = b"x", name: str = "work.zip") -> io.BytesIO:
    """A zip archive as a file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in names:
            archive.writestr(each, content)
    file.seek(0)
    file.name = name
    return file
