"""Quizzes as learners take them: every step a plain form post; scripts only save sooner and count down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.engine.quiz.reading import Sent
from courses.forms.answers import PlacesDoubled, sent_from
from courses.models import Attempt, AttemptQuestion
from courses.selectors import attempts as selectors
from courses.selectors import quizzes as quiz_selectors
from courses.services.quizzes import attempts, finishing
from courses.views import quiz_screens as screens
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@require_GET
@page(permissions.COURSE_VIEW)
def quiz_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """A quiz before it is begun."""
    quiz = quiz_selectors.get_quiz_to_take(public_id)
    return render(request, "courses/quiz_start.html", screens.start(request, quiz, now=timezone.now()))


@require_POST
@page(permissions.COURSE_LEARN)
def quiz_begin(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Begin, or go on."""
    quiz = quiz_selectors.get_quiz_to_take(public_id)
    try:
        attempt = attempts.start(quiz.pk, by=request.actor, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("courses:quiz-detail", organisation, public_id)
    return redirect("courses:attempt-question", organisation, attempt.public_id, 1)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def attempt_question(
    request: TenantRequest, organisation: str, public_id: str, position: int
) -> HttpResponse:
    """One question: look at it, answer it."""
    attempt = selectors.get_attempt_of(public_id, request.actor.user_id)
    if not attempt.is_open:
        return redirect("courses:attempt-detail", organisation, public_id)
    row = selectors.asked_at(attempt, position)
    if request.method == "POST":
        return _answered(request, attempt, row)
    context = screens.question(attempt, row, now=timezone.now())
    return render(request, "courses/attempt_question.html", context)


def _answered(request: TenantRequest, attempt: Attempt, row: AttemptQuestion) -> HttpResponse:
    """Keep what was posted and go where its button says; what cannot be kept is shown again with the reason."""
    sent = None
    try:
        sent = sent_from(row.seen, request.POST)
        _keep(request, attempt, row, sent)
    except PlacesDoubled as error:
        if request.htmx and error.missing:  # half way: nothing is wrong yet
            return render(
                request, "courses/attempt_question.html#saved", {"row": row, "missing": error.missing}
            )
        said = _("Give every step a place of its own.")
        return _again(request, attempt, row, error=said, numbers=error.numbers)
    except attempts.AttemptOver as error:
        messages.error(request, str(error))
        return _onwards(request, attempt, to="")
    except attempts.AnswerRefused as error:
        return _again(request, attempt, row, error=str(error), sent=sent)
    except DomainError as error:
        return _again(request, attempt, row, error=str(error))
    if request.htmx:
        saved = {"row": selectors.asked_at(attempt, row.position), "saved_at": timezone.now()}
        return render(request, "courses/attempt_question.html#saved", saved)
    return _onwards(request, attempt, to=request.POST.get("to", ""))


def _keep(request: TenantRequest, attempt: Attempt, row: AttemptQuestion, sent: Sent) -> None:
    saw = request.POST.get("revision", "")
    saved = attempts.answer(
        attempt.pk,
        row.position,
        sent,
        by=request.actor,
        now=timezone.now(),
        saw_revision=int(saw) if saw.isascii() and saw.isdigit() and len(saw) < 9 else None,
    )
    saved.refuse()


def _again(request: TenantRequest, attempt: Attempt, row: AttemptQuestion, **shown: Any) -> HttpResponse:
    """The question once more. While a page saves by itself only the reason is shown, and its old revision stays."""
    current = row if request.htmx else selectors.asked_at(attempt, row.position)
    context = screens.question(attempt, current, now=timezone.now(), **shown)
    template = "courses/attempt_question.html"
    return render(request, f"{template}#saved" if request.htmx else template, context)


def _onwards(request: TenantRequest, attempt: Attempt, *, to: str) -> HttpResponse:
    slug = request.organisation.slug
    if to.isascii() and to.isdigit() and len(to) < 5:
        return redirect("courses:attempt-question", slug, attempt.public_id, int(to))
    return redirect("courses:attempt-finish", slug, attempt.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def attempt_finish(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Look once more, then hand in."""
    attempt = selectors.get_attempt_of(public_id, request.actor.user_id)
    now = timezone.now()
    if request.method == "POST":
        finishing.hand_in(attempt.pk, by=request.actor, now=now)
    if request.method == "POST" or not attempt.is_open:
        return redirect("courses:attempt-detail", organisation, public_id)
    return render(request, "courses/attempt_finish.html", screens.finish(attempt, now=now))


@never_cache
@require_GET
@page(permissions.COURSE_LEARN)
def attempt_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The result, and the review as far as the quiz shows it."""
    attempt = selectors.get_attempt_of(public_id, request.actor.user_id)
    if attempt.is_open:
        return redirect("courses:attempt-question", organisation, public_id, 1)
    return render(request, "courses/attempt_result.html", screens.result(attempt))
