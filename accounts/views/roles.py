"""Roles: what each may do, an organisation's own ones, and what somebody with a role would see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import permissions, policy, roles, seeing, selectors, step_up
from accounts.models import Role
from accounts.role_forms import RoleDeleteForm, RoleEditForm
from accounts.services import custom_roles
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page
from synthai.core.errors import NotFound


@require_GET
@page(permissions.MEMBER_VIEW)
def role_table(request: HttpRequest, organisation: str) -> HttpResponse:
    """What each role may do; the organisation's own roles first."""
    own = sorted(policy.of(scope.organisation(request)).roles.values(), key=lambda role: role.name.lower())
    context = {
        "headings": [(role.label, roles.DESCRIPTIONS[role], role.value) for role in roles.ROLES],
        "groups": roles.table(role.capabilities for role in own),
        "own": own,
        "may": scope.actor(request).capabilities,
    }
    return render(request, "accounts/role_table.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.ROLE_CHANGE)
@step_up.proved
def create(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a role of ticked capabilities."""
    by = scope.actor(request)
    form = RoleEditForm(request.POST or None, by=by)
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        made = attempt(form, lambda: custom_roles.create(**form.details(), by=by))
        if made:
            say(request, _("The role “%(name)s” can be given now.") % {"name": made.name})
            return redirect("accounts:role-table", organisation)
    return render(request, "accounts/role_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.ROLE_CHANGE)
@step_up.proved_to_send
def change(request: HttpRequest, organisation: str, role: str) -> HttpResponse:
    """Change a role of the organisation's own."""
    found, by = selectors.get_custom_role(role), scope.actor(request)
    present = {"name": found.name, "description": found.description, "capabilities": found.capabilities}
    form = RoleEditForm(request.POST or None, by=by, initial=present)
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        saved = attempt(form, lambda: custom_roles.change(role, **form.details(), by=by))
        if saved:
            say(request, _("The role was saved. It counts from everybody's next click on."))
            return redirect("accounts:role-table", organisation)
    return render(request, "accounts/role_edit.html", {"form": form, "role": found})


@require_http_methods(["GET", "POST"])
@page(permissions.ROLE_CHANGE)
@step_up.proved
def delete(request: HttpRequest, organisation: str, role: str) -> HttpResponse:
    """Delete a role; who holds it gets another in the same step."""
    found, by = selectors.get_custom_role(role), scope.actor(request)
    form = RoleDeleteForm(request.POST or None, organisation=scope.organisation(request), role=found)
    if request.method == "POST" and form.is_valid():
        moved = attempt(form, lambda: (custom_roles.delete(role, **form.cleaned_data, by=by),))
        if moved:
            say(request, _("The role “%(name)s” was deleted.") % {"name": found.name})
            return redirect("accounts:role-table", organisation)
    context = {"form": form, "role": found, "holders": selectors.holders_of(found)}
    return render(request, "accounts/role_delete.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.ROLE_CHANGE)
def see(request: HttpRequest, organisation: str) -> HttpResponse:
    """What somebody with a role would see: a saved role by its code, or the ticks of the form, unsaved."""
    here, by = scope.organisation(request), scope.actor(request)
    code, place = request.POST.get("role") or request.GET.get("role", ""), _place(request)
    if code and code not in policy.of(here).roles and code not in Role.values:
        raise NotFound
    if request.method == "GET":
        sight = seeing.of_role(here, code, branch=place["branch"], by=by)
        context = {"sight": sight, "name": policy.label_of(here, code), "code": code}
        return render(request, "accounts/role_see.html", context | place)
    form = RoleEditForm(request.POST, by=by)
    if not form.is_valid():
        return render(request, "accounts/role_edit.html", {"form": form, "code": code})
    ticked = form.cleaned_data["capabilities"]
    sight = seeing.of_capabilities(here, ticked, role=code, branch=place["branch"], by=by)
    context = {"sight": sight, "name": form.cleaned_data["name"], "form": form, "code": code}
    return render(request, "accounts/role_see.html", context | place)


def _place(request: HttpRequest) -> dict[str, Any]:
    """The branch somebody is seen in, and the choice of them. Raises NotFound."""
    branches = selectors.branch_names()
    branch = request.POST.get("branch") or request.GET.get("branch", "")
    if branch and branch not in branches:
        raise NotFound
    return {"branch": branch, "branches": branches}
