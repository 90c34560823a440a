"""Reviews of a course: read by everybody, written by who knows it, answered and hidden by trainers."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import permissions
from courses.forms.social import ReasonForm, ReplyForm, ReviewForm
from courses.models import Course, Review
from courses.refusals import NotInCourse
from courses.selectors import drafts, learning, talk
from courses.selectors.learning import Study
from courses.services import reviews
from courses.views.answers import attempt, refused, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound

PAGE_SIZE = 20
PAGE = "courses:review-list"


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_VIEW)
def review_list(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """What learners think of a course, and one's own review."""
    found, study = _opened(request, course)
    mine = talk.review_of(found.pk, request.actor.user_id)
    shown = mine if mine is not None and mine.removed_at is None else None
    form = ReviewForm(sent(request), review=shown)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _written(request, study, form)) is not None:
        return said(request, _("Thank you. Your review stands."), PAGE, organisation, course)
    return render(request, "courses/review_list.html", _listed(request, found, study, mine, form))


def _opened(request: TenantRequest, course: str) -> tuple[Course, Study | None]:
    """Trainers see the reviews of courses that they do not take."""
    try:
        study = learning.get_study(course, request.actor.user_id)
    except NotFound:
        if not request.actor.can(permissions.POST_MODERATE):
            raise
        return drafts.get_course(course), None
    return study.course, study


def _written(request: TenantRequest, study: Study | None, form: ReviewForm) -> Review:
    if study is None:
        raise NotInCourse
    given = form.cleaned_data
    return reviews.write(
        study,
        stars=given["stars"],
        text=given["text"],
        by=request.actor,
        now=timezone.now(),
        version=given["version"] or None,
    )


def _listed(
    request: TenantRequest, course: Course, study: Study | None, mine: Review | None, form: ReviewForm
) -> dict[str, Any]:
    rows = keyset.page(
        talk.reviews_query(course.pk, by=request.actor),
        ordering=("-id",),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"reviews:{course.public_id}",
    )
    return {
        "course": course,
        "title": study.title if study else course.title,
        "study": study,
        "mine": mine,
        "form": form,
        "may_review": study is not None and talk.may_review(study.enrolment),
        "summary": talk.summary(course.pk),
        "page": rows,
        "is_trainer": request.actor.can(permissions.POST_MODERATE),
        "reply": ReplyForm(),
        "undo": request.GET.get("undo", "") == "review",
    }


@require_POST
@page(permissions.COURSE_LEARN)
def review_remove(request: TenantRequest, organisation: str, review: str) -> HttpResponse:
    """Take one's review back, with the way back at hand."""
    gone = reviews.take_back(review, by=request.actor, now=timezone.now())
    return redirect(f"{reverse(PAGE, args=[organisation, gone.course.public_id])}?undo=review")


@require_POST
@page(permissions.COURSE_LEARN)
def review_restore(request: TenantRequest, organisation: str, review: str) -> HttpResponse:
    """Undo."""
    back = reviews.put_back(review, by=request.actor)
    return said(request, _("Your review is back."), PAGE, organisation, back.course.public_id)


@require_POST
@page(permissions.POST_MODERATE)
def review_reply(request: TenantRequest, organisation: str, review: str) -> HttpResponse:
    """Answer a review."""
    found = talk.get_review(review)
    form, ids = ReplyForm(request.POST), (organisation, found.course.public_id)
    if form.is_valid():
        text, by, now = form.cleaned_data["text"], request.actor, timezone.now()
        if attempt(form, lambda: reviews.answer(review, text=text, by=by, now=now)) is not None:
            return said(request, _("Your answer stands below it."), PAGE, *ids, at=f"#review-{review}")
    return refused(request, form, PAGE, *ids)


@require_http_methods(["GET", "POST"])
@page(permissions.POST_MODERATE)
def review_hide(request: TenantRequest, organisation: str, review: str) -> HttpResponse:
    """Take a review out of everybody's sight, with a word why."""
    found = talk.get_review(review)
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason, by, now = form.cleaned_data["reason"], request.actor, timezone.now()
        if attempt(form, lambda: reviews.hide(review, reason=reason, by=by, now=now)) is not None:
            told = _("Hidden. Its stars do not count any more.")
            return said(request, told, PAGE, organisation, found.course.public_id)
    return render(request, "courses/review_hide.html", {"review": found, "form": form})


@require_POST
@page(permissions.POST_MODERATE)
def review_show(request: TenantRequest, organisation: str, review: str) -> HttpResponse:
    """Let everybody see it again."""
    found = reviews.show(review, by=request.actor)
    return said(request, _("Everybody sees it again."), PAGE, organisation, found.course.public_id)
