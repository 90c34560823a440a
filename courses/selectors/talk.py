"""Questions under lessons as each person may see them, and reviews of a course. A constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import JSONObject
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.outline import outline_from
from courses.models import Course, Enrolment, Lesson, Post, Review
from courses.selectors import drafts, learning
from courses.selectors.learning import Study
from courses.terms import EnrolmentState
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.richtext import html_of


@dataclass(frozen=True, kw_only=True)
class Forum:
    """The questions of one lesson (its key) of a course, for one person. `study` is None for a trainer who is not in it."""

    course: Course
    lesson: str
    title: str
    may_write: bool
    is_trainer: bool
    study: Study | None = None


@dataclass(frozen=True, kw_only=True)
class ShownPost:
    """A question or an answer as one person sees it. `is_gone`: neither its words nor its author are shown, `why` says why."""

    post: Post
    name: str
    html: SafeString | str
    is_mine: bool
    is_gone: bool
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A question with its answers, oldest first."""

    question: ShownPost
    answers: list[ShownPost]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A question that waits for an answer, with where it was asked and for how long."""

    post: Post
    words: str
    name: str
    lesson: str
    age: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What learners think of a course: how many gave how many stars, five first."""

    count: int
    average: float
    spread: list[tuple[int, int, int]]


def forum(course: str, lesson: str, *, by: Actor) -> Forum:
    """The questions under a lesson. Trainers see every lesson that ever was, learners what they may read.

    Raises NotFound, NotInCourse, LessonClosed.
    """
    if by.can(permissions.POST_MODERATE):
        found = drafts.get_course(course)
        title = lesson_titles([(found.pk, lesson)], [found]).get((found.pk, lesson))
        if title is None:
            raise NotFound
        return Forum(course=found, lesson=lesson, title=title, may_write=True, is_trainer=True)
    study = learning.get_study(course, by.user_id)
    row = learning.readable(study, lesson)
    return Forum(
        course=study.course,
        lesson=lesson,
        title=row.title,
        may_write=study.is_in,
        is_trainer=False,
        study=study,
    )


def questions_query(course_id: int, lesson: str) -> Any:
    """The questions under a lesson with their authors: those that stand, hidden ones, and those that were taken back after
    somebody had answered."""
    answered = Post.objects.standing().filter(question_id=OuterRef("pk"))
    rows = Post.objects.questions().filter(course_id=course_id, lesson=lesson)
    return rows.filter(Q(removed_at__isnull=True) | Exists(answered)).select_related("author")


def threads(questions: Sequence[Post], *, by: Actor) -> list[Thread]:
    """The questions with their answers. One query."""
    rows = Post.objects.filter(question_id__in=[row.pk for row in questions], removed_at__isnull=True)
    answers: dict[int, list[ShownPost]] = {}
    for row in rows.select_related("author").order_by("pk"):
        answers.setdefault(row.question_id or 0, []).append(shown(row, by=by))
    return [Thread(question=shown(row, by=by), answers=answers.get(row.pk, [])) for row in questions]


def shown(post: Post, *, by: Actor) -> ShownPost:
    """One post as `by` may see it."""
    is_mine = by.user_id is not None and post.author_id == by.user_id
    if post.removed_at is not None:
        return ShownPost(
            post=post, name="", html="", is_mine=is_mine, is_gone=True, why=_("Taken back by who wrote it.")
        )
    if post.hidden_at is None:
        return ShownPost(post=post, name=_name(post), html=html_of(post.text), is_mine=is_mine, is_gone=False)
    if not is_mine and not by.can(permissions.POST_MODERATE):
        return ShownPost(
            post=post, name="", html="", is_mine=False, is_gone=True, why=_("A trainer hid this.")
        )
    why = _("Hidden: %(reason)s") % {"reason": post.hidden_reason}
    return ShownPost(
        post=post, name=_name(post), html=html_of(post.text), is_mine=is_mine, is_gone=False, why=why
    )


def latest(course_id: int, lesson: str, size: int = 3) -> tuple[list[Post], int]:
    """The newest standing questions under a lesson, and how many there are. One query."""
    rows = Post.objects.questions().standing().filter(course_id=course_id, lesson=lesson)
    counted = rows.select_related("author").annotate(whole=Window(Count("pk")))
    found: list[Any] = list(counted.order_by("-pk")[:size])
    return found, found[0].whole if found else 0


def unanswered_query() -> Any:
    """Questions that wait for an answer with their courses and authors, for lists that page by key, oldest first."""
    return (
        Post.objects.unanswered().filter(course__removed_at__isnull=True).select_related("course", "author")
    )


def waiting(rows: Sequence[Post], *, now: datetime) -> list[Waiting]:
    """Unanswered questions with the titles of their lessons. At most two queries."""
    courses = {row.course_id: row.course for row in rows}
    titles = lesson_titles([(row.course_id, row.lesson) for row in rows], list(courses.values()))
    return [
        Waiting(
            post=row,
            words=plain(row.text),
            name=_name(row),
            lesson=titles.get((row.course_id, row.lesson)) or _("A lesson that is gone"),
            age=timesince(row.created_at, now, depth=1),
        )
        for row in rows
    ]


def lesson_titles(wanted: Iterable[tuple[int, str]], courses: Sequence[Course]) -> dict[tuple[int, str], str]:
    """What lessons are called by course and key: in the draft, where they keep their rows, else in what is live."""
    keys = set(wanted)
    rows = Lesson.objects.filter(
        course_id__in={course for course, _key in keys}, public_id__in={key for _course, key in keys}
    )
    found = {
        (course, key): title for course, key, title in rows.values_list("course_id", "public_id", "title")
    }
    for course in courses:
        missing = {key for owner, key in keys - set(found) if owner == course.pk}
        if missing and course.live_version is not None:
            outline = outline_from(course.live_version.outline)
            found |= {(course.pk, each.key): each.title for each in outline.lessons() if each.key in missing}
    return found


def get_post(public_id: str) -> Post:
    """One post with its course and its question. Raises NotFound."""
    rows = Post.objects.select_related("course", "question", "author").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def summary(course_id: int) -> Summary:
    """Average and spread of a course's stars. One query."""
    rows = Review.objects.standing().filter(course_id=course_id).order_by()
    return summed(dict(rows.values_list("stars").annotate(people=Count("pk"))))


def rated_study(public_id: str, user_id: int | None) -> tuple[Study, Summary]:
    """A course for one person with what learners think of it, in no more queries than without. Raises NotFound."""
    study = learning.get_study(public_id, user_id, courses=_with_stars())
    given: Any = study.course
    return study, summed({each["stars"]: each["people"] for each in given.stars_given})


def _with_stars() -> Any:
    rows = Review.objects.standing().filter(course_id=OuterRef("pk")).order_by().values("stars")
    counted = rows.annotate(people=Count("pk")).values(told=JSONObject(stars="stars", people="people"))
    return Course.objects.all().annotate(stars_given=ArraySubquery(counted))


def summed(counts: Mapping[int, int]) -> Summary:
    """Average and spread of how many gave how many stars."""
    whole = sum(counts.values())
    total = sum(stars * people for stars, people in counts.items())
    return Summary(
        count=whole,
        average=round(total / whole, 1) if whole else 0.0,
        spread=[
            (stars, counts.get(stars, 0), counts.get(stars, 0) * 100 // whole if whole else 0)
            for stars in range(5, 0, -1)
        ],
    )


def reviews_query(course_id: int, *, by: Actor) -> Any:
    """Reviews of a course with their people: those that stand, and to trainers the hidden ones too."""
    rows = Review.objects.filter(course_id=course_id, removed_at__isnull=True).select_related("user")
    return rows if by.can(permissions.POST_MODERATE) else rows.filter(hidden_at__isnull=True)


def review_of(course_id: int, user_id: int | None) -> Review | None:
    """One's own review, taken back or not."""
    rows = Review.objects.filter(course_id=course_id, user_id=user_id or 0)
    return rows.order_by("pk").first()


def get_review(public_id: str) -> Review:
    """One review with its course and its person. Raises NotFound."""
    rows = Review.objects.select_related("course", "user").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def may_review(enrolment: Enrolment | None) -> bool:
    """Whether somebody knows enough of a course: it is done, or at least half of it."""
    if enrolment is None or enrolment.state == EnrolmentState.ENDED:
        return False
    is_half = bool(enrolment.total_count) and enrolment.done_count * 2 >= enrolment.total_count
    return enrolment.completed_at is not None or is_half


def plain(markdown: str) -> str:
    """What was written without its marks, in one line: for lists and notices."""
    return " ".join(unescape(strip_tags(html_of(markdown))).split())


def _name(post: Post) -> str:
    return post.author.label if post.author else _("Somebody who is no longer here")
