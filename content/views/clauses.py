"""The clause library: the list, a clause, approving it, putting it away."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as people
from content import permissions
from content.forms.templates import ClauseForm
from content.models import Clause
from content.selectors import clauses
from content.services import clauses as services
from content.views.answers import said, sent
from content.views.attempts import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

DETAIL = "content:clause"
PAGE_SIZE = 50


@require_GET
@page(permissions.TEMPLATE_CHANGE)
def clause_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every clause, or those that were put away."""
    is_away = request.GET.get("shelf") == "away"
    found = keyset.page(
        clauses.clauses(put_away=is_away),
        ordering=("title", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"clauses:{is_away}",
    )
    context = {"page": found, "away": is_away, "today": timezone.localdate()}
    return render(request, "content/clause_list.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def clause_new(request: TenantRequest, organisation: str) -> HttpResponse:
    """Write one."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        made = attempt(form, lambda: services.create(form.settings(), by=by, now=now))
        if made is not None:
            return redirect(DETAIL, organisation, made.public_id)
    return render(request, "content/clause_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def clause(request: TenantRequest, organisation: str, clause: str) -> HttpResponse:
    """Its words, its versions, and the templates that use it."""
    found = clauses.get_clause(clause)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        by, now, version = request.actor, timezone.now(), form.cleaned_data["version"] or None
        kept = attempt(
            form, lambda: services.change(found.pk, form.settings(), by=by, now=now, version=version)
        )
        if kept is not None:
            return said(request, _("Saved."), DETAIL, organisation, clause)
    return render(request, "content/clause.html", _shown(request, clauses.get_clause(clause), form))


@require_POST
@page(permissions.DOCUMENT_APPROVE)
def clause_approve(request: TenantRequest, organisation: str, clause: str) -> HttpResponse:
    """Let templates use it as it is."""
    found = clauses.get_clause(clause)
    note, version = request.POST.get("note", ""), request.POST.get("version") or None
    made = services.approve(found.pk, by=request.actor, now=timezone.now(), note=note, version=version)
    told = _("Version %(number)s is approved. Documents that are drafts say it from now on.")
    return said(request, told % {"number": made.number}, DETAIL, organisation, clause)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def clause_put_away(request: TenantRequest, organisation: str, clause: str) -> HttpResponse:
    """Out of the library, with the way back on its page."""
    found = clauses.get_clause(clause)
    services.put_away(found.pk, by=request.actor, now=timezone.now())
    return said(request, _("Put away. Documents that went out stay."), DETAIL, organisation, clause)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def clause_bring_back(request: TenantRequest, organisation: str, clause: str) -> HttpResponse:
    """Undo."""
    found = clauses.get_clause(clause)
    services.bring_back(found.pk, by=request.actor)
    return said(request, _("The clause is back."), DETAIL, organisation, clause)


def _form(request: TenantRequest, found: Clause | None) -> ClauseForm:
    members = people.members(request.organisation.pk)
    choices = [(member.public_id, member.user.label, member.user_id) for member in members]
    others = list(clauses.clauses().order_by("title", "pk")[:500])
    return ClauseForm(sent(request), clause=found, people=choices, others=others)


def _shown(request: TenantRequest, found: Clause, form: ClauseForm) -> dict[str, Any]:
    return {
        "clause": found,
        "form": form,
        "versions": clauses.versions(found),
        "users": clauses.templates_using(found),
        "is_due": clauses.is_due(found, on=timezone.localdate()),
        "can_approve": request.actor.can(permissions.DOCUMENT_APPROVE),
    }
