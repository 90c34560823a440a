"""Asking the library: a question, its answer as it is written, one's own history."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publishing import permissions
from publishing.forms.asking import QuestionForm
from publishing.models import Question
from publishing.selectors import questions
from publishing.services import asking
from publishing.views import ask_screens as screens
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

_RATED = {"yes": True, "no": False}


@require_http_methods(["GET", "POST"])
@page(permissions.QUESTION_ASK)
def front(request: TenantRequest, organisation: str) -> HttpResponse:
    """The box, and what one asked before."""
    form = screens.form(request)
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, form)
        if asked is not None:
            return redirect("ask:question", organisation, asked.public_id)
    status = 422 if form.errors else 200
    return render(request, "ask/ask.html", screens.front(request, form), status=status)


def _asked(request: TenantRequest, form: QuestionForm) -> Question | None:
    given = form.cleaned_data
    try:
        return asking.ask(
            given["question"],
            by=request.actor,
            now=timezone.now(),
            within=given["within"],
            request_key=given["asked"],
            language=(get_language() or "en")[:2],
        )
    except DomainError as error:
        form.refuse(error)
        return None


@require_GET
@page(permissions.QUESTION_ASK)
def question(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """One question: its answer as it is being written, then as it stands."""
    context = screens.question(request, questions.get(key, request.actor))
    template = "ask/question.html"
    return render(request, f"{template}#answer" if request.htmx else template, context)


@require_POST
@page(permissions.QUESTION_ASK)
def cancel(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """Stop a question."""
    asking.cancel(key, by=request.actor, now=timezone.now())
    messages.info(request, _("Stopped. Nothing of the answer is kept."))
    return redirect("ask:question", organisation, key)


@require_POST
@page(permissions.QUESTION_ASK)
def rate(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """Say whether the answer helped, or take that back."""
    asking.rate(key, is_helpful=_RATED.get(request.POST.get("helpful", "")), by=request.actor)
    return redirect(f"{reverse('ask:question', args=[organisation, key])}#helpful")


@require_POST
@page(permissions.QUESTION_ASK)
def remove(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """Take a question out of the history."""
    asking.remove(key, by=request.actor, now=timezone.now())
    return redirect(f"{reverse('ask:front', args=[organisation])}?removed={key}")


@require_POST
@page(permissions.QUESTION_ASK)
def bring_back(request: TenantRequest, organisation: str, key: str) -> HttpResponse:
    """Undo that."""
    asking.put_back(key, by=request.actor)
    messages.success(request, _("The question is back."))
    return redirect("ask:question", organisation, key)


@require_GET
@page(permissions.QUESTION_ASK)
def export(request: TenantRequest, organisation: str) -> HttpResponse:
    """What is kept of one's own questions, as a file."""
    told = questions.exported(request.actor, now=timezone.now())
    response = JsonResponse({"questions": told}, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="questions-{organisation}.json"'
    return response
