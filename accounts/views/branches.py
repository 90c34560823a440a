"""Branches of an organisation: the places it works from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import permissions, selectors, undo
from accounts.branch_forms import BranchForm
from accounts.services import branches
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page


@require_GET
@page(permissions.BRANCH_CHANGE)
def branch_list(request: HttpRequest, organisation: str) -> HttpResponse:
    """Open branches with their people, closed ones below; what was just changed can be undone here."""
    note, may = request.GET.get("undo", ""), scope.actor(request).can(permissions.MEMBER_VIEW)
    people = selectors.people_by_branch() if may else {}
    found = selectors.branches_of(scope.organisation(request).pk, closed_too=True)
    rows = [(branch, people.get(branch.id, [])) for branch in found]
    context = {
        "open": [row for row in rows if row[0].is_active],
        "closed": [row for row in rows if not row[0].is_active],
        "may_see_people": may,
        "undo": note if note and undo.is_open(note) else "",
    }
    return render(request, "accounts/branch_list.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.BRANCH_CHANGE)
def create(request: HttpRequest, organisation: str) -> HttpResponse:
    """Add a branch."""
    form = BranchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: branches.create(**form.cleaned_data, by=scope.actor(request)))
        if made:
            say(request, _("The branch “%(name)s” was added.") % {"name": made.name})
            return redirect("accounts:branch-list", organisation)
    return render(request, "accounts/branch_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.BRANCH_CHANGE)
def change(request: HttpRequest, organisation: str, branch: str) -> HttpResponse:
    """Another name, code or city, with the way back at hand."""
    found, by = selectors.get_branch(branch), scope.actor(request)
    old = (found.name, found.code, found.city)
    form = BranchForm(request.POST or None, initial=dict(zip(("name", "code", "city"), old, strict=True)))
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: branches.change(branch, **form.cleaned_data, by=by))
        if saved:
            say(request, _("The branch is “%(name)s” now.") % {"name": saved.name})
            return _back(organisation, undo.of_branch(saved, "change_branch", details=old, by=by))
    return render(request, "accounts/branch_edit.html", {"form": form, "branch": found})


@require_POST
@page(permissions.BRANCH_CHANGE)
def close(request: HttpRequest, organisation: str, branch: str) -> HttpResponse:
    """Close a branch, with the way back at hand."""
    by = scope.actor(request)
    closed = branches.close(branch, by=by)
    say(request, _("The branch “%(name)s” is closed.") % {"name": closed.name})
    return _back(organisation, undo.of_branch(closed, "reopen_branch", by=by))


@require_POST
@page(permissions.BRANCH_CHANGE)
def reopen(request: HttpRequest, organisation: str, branch: str) -> HttpResponse:
    """Open a closed branch again, with the way back at hand."""
    by = scope.actor(request)
    opened = branches.reopen(branch, by=by)
    say(request, _("The branch “%(name)s” is open again.") % {"name": opened.name})
    return _back(organisation, undo.of_branch(opened, "close_branch", by=by))


@require_POST
@page(permissions.BRANCH_CHANGE, is_part=True)
def take_back(request: HttpRequest, organisation: str) -> HttpResponse:
    """Undo the change whose note the page carried; the service asks for the capability."""
    undo.take(request.POST.get("note", ""), by=scope.actor(request))
    say(request, _("Undone."))
    return redirect("accounts:branch-list", organisation)


def _back(organisation: str, step: undo.Undo) -> HttpResponse:
    return redirect(f"{reverse('accounts:branch-list', args=[organisation])}?undo={undo.note(step)}")
