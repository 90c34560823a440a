"""Tell people of questions, answers, places, openings and new days. Each is told once, however often its fact comes."""

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from courses import permissions
from courses.models import Course, Enrolment, PathMember, PathStep, Post, Review, WaitingPlace
from courses.selectors import talk
from courses.terms import EnrolmentState, Source
from notifications.services import inbox

_SHOWN: Final = 200


def asked(post_id: int) -> None:
    """A question: the trainers hear of it, who asked apart."""
    post = _post(post_id)
    if post is None:
        return
    trainers = set(people.member_ids_holding(post.organisation_id or 0, permissions.POST_MODERATE))
    inbox.notify(
        "courses.asked",
        trainers - {post.author_id or 0},
        title=_("A question under “%(lesson)s”") % {"lesson": _lesson(post)},
        body=talk.plain(post.text)[:_SHOWN],
        url=post_url(post),
        organisation_id=post.organisation_id,
        key=f"courses:asked:{post.public_id}",
    )


def answered(post_id: int) -> None:
    """An answer: who asked hears of it, and who answered before, as far as they are still here."""
    post = _post(post_id)
    if post is None or post.question is None:
        return
    others = Post.objects.standing().filter(question_id=post.question_id)
    told = {post.question.author_id, *others.values_list("author_id", flat=True)} - {None, post.author_id}
    members = set(people.team_and_guest_ids(post.organisation_id or 0))
    name = post.author.label if post.author else _("Somebody")
    inbox.notify(
        "courses.answered",
        {user_id for user_id in told if user_id is not None} & members,
        title=_("%(name)s answered under “%(lesson)s”") % {"name": name, "lesson": _lesson(post)},
        body=talk.plain(post.text)[:_SHOWN],
        url=post_url(post),
        organisation_id=post.organisation_id,
        key=f"courses:answered:{post.public_id}",
    )


def review_answered(review_id: int) -> None:
    """A trainer's answer to a review: who wrote the review hears of it."""
    rows = Review.objects.select_related("course", "organisation").filter(pk=review_id)
    review = rows.order_by("pk").first()
    if review is None or review.user_id not in set(people.team_and_guest_ids(review.organisation_id or 0)):
        return
    inbox.notify(
        "courses.answered",
        [review.user_id],
        title=_("An answer to your review of “%(title)s”") % {"title": review.course.title},
        body=review.reply[:_SHOWN],
        url=reverse("courses:review-list", args=[review.organisation.slug, review.course.public_id]),
        organisation_id=review.organisation_id,
        key=f"courses:review:{review.public_id}:{review.replied_at}",
    )


def waits(waiting_id: int) -> None:
    """A course is full: who may assign it hears who waits."""
    rows = WaitingPlace.objects.open().select_related("course", "organisation", "user").filter(pk=waiting_id)
    row = rows.order_by("pk").first()
    if row is None:
        return
    inbox.notify(
        "courses.waiting",
        people.member_ids_holding(row.organisation_id or 0, permissions.ENROLMENT_ASSIGN),
        title=_("“%(title)s” is full") % {"title": row.course.title},
        body=_("%(name)s waits for a place. Give the course more places, or take somebody out.")
        % {"name": row.user.label},
        url=reverse("courses:learners", args=[row.organisation.slug, row.course.public_id]),
        organisation_id=row.organisation_id,
        key=f"courses:waiting:{row.public_id}",
    )


def released(enrolment_id: int, lesson: str, *, now: datetime) -> None:
    """A trainer opened a lesson for a learner: they hear of it. A day to come is told on that day."""
    enrolment = _active(enrolment_id)
    if enrolment is None:
        return
    title = talk.lesson_titles([(enrolment.course_id, lesson)], [enrolment.course]).get(
        (enrolment.course_id, lesson)
    )
    inbox.notify(
        "courses.opened",
        [enrolment.user_id],
        title=_("Open for you now: %(lesson)s") % {"lesson": title or _("a lesson")},
        body=_("Your trainer opened it in “%(course)s”.") % {"course": enrolment.course.title},
        url=course_url(enrolment),
        organisation_id=enrolment.organisation_id,
        key=opened_key(enrolment, timezone.localdate(now).isoformat()),
    )


def due_moved(enrolment_id: int, *, now: datetime) -> None:
    """Somebody has another day: they hear of it. Who came onto a path just now hears of the path, and not of each of its courses."""
    enrolment = _active(enrolment_id)
    if enrolment is None or _is_of_new_path(enrolment, now):
        return
    day = date_format(enrolment.due_on, "j F Y") if enrolment.due_on else ""
    inbox.notify(
        "courses.assigned",
        [enrolment.user_id],
        title=_("Another day for “%(title)s”") % {"title": enrolment.course.title},
        body=_("Finish it by %(day)s.") % {"day": day}
        if day
        else _("It need not be done by a day any more."),
        url=course_url(enrolment),
        organisation_id=enrolment.organisation_id,
        key=assigned_key(enrolment),
    )


def assigned_key(enrolment: Enrolment) -> str:
    """What makes the notice of a course and its day one a person, course and day."""
    return f"course:{enrolment.public_id}:{enrolment.due_on or ''}"


def opened_key(enrolment: Enrolment, day: str) -> str:
    """What makes the notice of opened lessons one a person, course and day."""
    return f"courses:opened:{enrolment.course.public_id}:{day}"


def course_url(enrolment: Enrolment) -> str:
    """The page of the course that somebody takes."""
    return reverse("courses:course", args=[enrolment.organisation.slug, enrolment.course.public_id])


def post_url(post: Post) -> str:
    """The question on the page of its lesson."""
    asked_under = post.question or post
    page = reverse("courses:lesson-posts", args=[post.organisation.slug, post.course.public_id, post.lesson])
    return f"{page}#post-{asked_under.public_id}"


def _post(post_id: int) -> Post | None:
    rows = Post.objects.standing().filter(pk=post_id)
    rows = rows.select_related("course__live_version", "organisation", "author", "question")
    return rows.order_by("pk").first()


def _active(enrolment_id: int) -> Enrolment | None:
    rows = Enrolment.objects.select_related("course__live_version", "organisation").filter(pk=enrolment_id)
    return rows.filter(state=EnrolmentState.ACTIVE).order_by("pk").first()


def _is_of_new_path(enrolment: Enrolment, now: datetime) -> bool:
    if enrolment.source != Source.PATH:
        return False
    holding = PathStep.objects.filter(course_id=enrolment.course_id).values("path_id")
    joined = PathMember.objects.current().filter(user_id=enrolment.user_id, path_id__in=holding)
    return bool(joined.filter(joined_at__gt=now - timedelta(hours=1)).exists())


def _lesson(post: Post) -> str:
    course: Course = post.course
    titles = talk.lesson_titles([(course.pk, post.lesson)], [course])
    return titles.get((course.pk, post.lesson)) or course.title
