"""Answers that a person marks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses import permissions
from courses.forms.quizzes import MarkForm
from courses.selectors import attempts as selectors
from courses.selectors import quiz_figures
from courses.selectors import quizzes as quiz_selectors
from courses.services.quizzes import marking
from courses.views import handin_screens
from courses.views import quiz_screens as screens
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50


@require_GET
@page(permissions.ATTEMPT_MARK)
def marking_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Answers that wait, longest waiting first."""
    rows = keyset.page(
        selectors.waiting(),
        ordering=("attempt__finished_at", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="marking",
    )
    context = {"page": rows, "by_quiz": selectors.waiting_by_quiz()}
    context |= handin_screens.marking_tabs(request, "answers")
    return render(request, "courses/marking_list.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.ATTEMPT_MARK)
def marking_answer(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One answer: read it, give points and a word."""
    row = selectors.get_answer_to_mark(public_id)
    initial = {"points": row.earned if row.verdict != "waiting" else None, "comment": row.comment}
    form = MarkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        if attempt(form, lambda: marking.give(row.pk, by=by, now=now, **form.cleaned_data)):
            messages.success(request, _("The answer is marked."))
            return redirect("courses:marking-list", organisation)
    context = {"row": row, "form": form, "guide": getattr(row.version.asked, "guide", "")}
    return render(
        request, "courses/marking_answer.html", {**context, **screens.told(selectors.review_one(row))}
    )


@require_GET
@page(permissions.ATTEMPT_MARK)
def quiz_statistics(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """What attempts say about the questions, with advice."""
    quiz = quiz_selectors.get_quiz(public_id)
    context = {"quiz": quiz, "report": quiz_figures.report(quiz)}
    return render(request, "courses/quiz_statistics.html", context)
