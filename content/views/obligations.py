"""Dates in documents: what comes near, what is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as people
from content import permissions
from content.forms.sending import ObligationForm
from content.selectors import documents
from content.selectors import sending as selectors
from content.services import obligations as service
from content.views.attempts import attempt, posted
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of

PAGE_SIZE = 50
CALENDAR = "text/calendar; charset=utf-8"


@require_GET
@page(permissions.DOCUMENT_VIEW)
def obligations(request: TenantRequest, organisation: str) -> HttpResponse:
    """Dates of all documents, the next first; those that are done behind a link."""
    is_done = request.GET.get("show") == "done"
    found = keyset.page(
        selectors.obligations(by=request.actor, is_done=is_done),
        ordering=("-due_on", "-id") if is_done else ("due_on", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"obligations:{is_done}",
    )
    context = {"page": found, "is_done": is_done, **_around(request)}
    return render(request, "content/obligations.html", context)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def calendar(request: TenantRequest, organisation: str) -> HttpResponse:
    """The open dates as a file for a calendar."""
    name = _("Dates of %(organisation)s") % {"organisation": request.organisation.name}
    content = service.calendar(selectors.coming(by=request.actor), slug=organisation, name=name)
    response = HttpResponse(content, content_type=CALENDAR)
    response["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return response


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def add(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Note a date of a document."""
    found = documents.get_document(document, by=request.actor)
    form = ObligationForm(posted(request), people=_people(request))
    if request.method == "POST" and form.is_valid():
        verb = lambda: service.add(found, form.due(), by=request.actor, now=timezone.now())  # noqa: E731 - one call
        if attempt(form, verb) is not None:
            messages.success(request, _("The date is noted."))
            return redirect("content:sending", organisation, document)
    return render(request, "content/obligation.html", {"document": found, "form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def change(request: TenantRequest, organisation: str, obligation: str) -> HttpResponse:
    """Move a date, or hand it to somebody else."""
    row = selectors.get_obligation(obligation, by=request.actor)
    form = ObligationForm(posted(request), people=_people(request), row=row, version=version_of(row))
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["version"] or None
        if (
            attempt(form, lambda: service.change(row.pk, form.due(), by=request.actor, expected=expected))
            is not None
        ):
            messages.success(request, _("Saved."))
            return redirect("content:obligations", organisation)
    return render(
        request, "content/obligation.html", {"document": row.document, "form": form, "obligation": row}
    )


@require_POST
@page(permissions.DOCUMENT_WRITE)
def done(request: TenantRequest, organisation: str, obligation: str) -> HttpResponse:
    """It is done."""
    row = selectors.get_obligation(obligation, by=request.actor)
    service.set_done(row.pk, is_done=True, by=request.actor, now=timezone.now())
    messages.success(request, _("Done: %(what)s") % {"what": row.what})
    return redirect(f"{reverse('content:obligations', args=[organisation])}?done={row.public_id}")


@require_POST
@page(permissions.DOCUMENT_WRITE)
def reopen(request: TenantRequest, organisation: str, obligation: str) -> HttpResponse:
    """Undo."""
    row = selectors.get_obligation(obligation, by=request.actor)
    service.set_done(row.pk, is_done=False, by=request.actor, now=timezone.now())
    messages.success(request, _("It is open again."))
    return redirect("content:obligations", organisation)


def _around(request: TenantRequest) -> dict[str, Any]:
    undo = request.GET.get("done", "")
    return {
        "today": timezone.localdate(),
        "undo": undo if undo.isalnum() else "",
        "may_write": request.actor.can(permissions.DOCUMENT_WRITE),
    }


def _people(request: TenantRequest) -> list[tuple[int, str]]:
    labels = people.labels_of(people.user_ids_of(request.organisation.pk))
    return sorted(labels.items(), key=lambda entry: entry[1].casefold())
