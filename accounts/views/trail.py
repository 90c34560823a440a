"""The audit trail: read it, filter it, check it, take it away."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import permissions, selectors, step_up, trail_names
from accounts.models import Membership
from accounts.services import trail as service
from accounts.views import scope
from accounts.views.trail_filter import TrailFilterForm
from synthai.core import audit_checks, audit_reading, audit_veils, keyset
from synthai.core.access import TenantRequest, page
from synthai.core.audit_reading import TrailFilter
from synthai.core.models import AuditCheck, AuditEntry

PAGE, TEMPLATE = 50, "accounts/trail.html"


@require_GET
@page(permissions.AUDIT_VIEW)
def trail(request: TenantRequest, organisation: str) -> HttpResponse:
    """Who did what, newest first."""
    members = selectors.members(scope.organisation(request).pk)
    form, names = _form(request, members), trail_names.of(scope.organisation(request), members)
    wanted = form.wanted()
    found = _entries(request, wanted)
    veiled = audit_veils.veiled(found.rows, scope.actor(request))
    context = {
        "form": form,
        "wanted": wanted,
        "page": found,
        "lines": [audit_reading.line(entry, names, veiled) for entry in found.rows],
        "can_export": scope.actor(request).can(permissions.AUDIT_EXPORT),
    } | _check_context(request, audit_checks.latest())
    return render(request, f"{TEMPLATE}#rows" if request.htmx else TEMPLATE, context)


@require_GET
@page(permissions.AUDIT_EXPORT)
@step_up.proved
def export(request: HttpRequest, organisation: str) -> StreamingHttpResponse:
    """The entries that the filters leave, as CSV; fresh proof of who one is comes before."""
    members = selectors.members(scope.organisation(request).pk)
    names = trail_names.of(scope.organisation(request), members)
    content = service.export(_form(request, members).wanted(), by=scope.actor(request), names=names)
    name = f"audit-trail-{organisation}-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@page(permissions.AUDIT_VIEW)
def check_start(request: HttpRequest, organisation: str) -> HttpResponse:
    """Compute the chain again."""
    service.check(by=scope.actor(request), now=timezone.now())
    return redirect("accounts:trail", organisation)


@require_GET
@page(permissions.AUDIT_VIEW, is_part=True)
def check_state(request: HttpRequest, organisation: str, check: str) -> HttpResponse:
    """How far a check is: the part of the page that refetches itself."""
    context = _check_context(request, audit_checks.get(check))
    return render(request, "accounts/trail_check.html", context)


def _form(request: HttpRequest, members: list[Membership]) -> TrailFilterForm:
    return TrailFilterForm(request.GET, members=members)


def _entries(request: HttpRequest, wanted: TrailFilter) -> keyset.Page[AuditEntry]:
    return keyset.page(
        audit_reading.entries(wanted),
        ordering=audit_reading.ORDERING,
        size=PAGE,
        cursor=request.GET.get("cursor") or None,
        scope=request.path,
    )


def _check_context(request: HttpRequest, check: AuditCheck | None) -> dict[str, object]:
    return {
        "check": check,
        "outcome": audit_checks.outcome(check) if check else "",
        "topic": audit_checks.topic(scope.organisation(request)),
    }
