"""Certificates inside an organisation: one's own, everybody's, what a course gives."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.certificates import RevokeForm, TermsForm
from courses.models import Course
from courses.selectors import certificates as selectors
from courses.selectors import drafts
from courses.services.certificates import issuing, papers
from courses.views import certificate_keeping as keeping
from courses.views import screens
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

PAGE_SIZE = 50


@require_GET
@page(permissions.COURSE_LEARN)
def certificate_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """One's own certificates."""
    context = _listed(request, user_id=request.actor.user_id or 0)
    return render(request, "courses/certificate_list.html", context)


@require_GET
@page(permissions.CERTIFICATE_MANAGE)
def certificate_people(request: TenantRequest, organisation: str) -> HttpResponse:
    """Everybody's, or those that end within 60 days or ended."""
    only_soon = request.GET.get("ends") == "soon"
    context = {**_listed(request, only_soon=only_soon), "only_soon": only_soon, "everybody": True}
    return render(request, "courses/certificate_list.html", context)


def _listed(request: TenantRequest, *, user_id: int | None = None, only_soon: bool = False) -> dict[str, Any]:
    today = timezone.localdate()
    rows = keyset.page(
        selectors.certificates(user_id=user_id, expiring_on=today if only_soon else None),
        ordering=("last_on", "id") if only_soon else ("-id",),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"certificates:{user_id}:{only_soon}",
    )
    return {
        "page": rows,
        "listed": [keeping.line(request, found, today) for found in rows.rows],
        "manages": request.actor.can(permissions.CERTIFICATE_MANAGE),
        "manages_keys": request.actor.can(permissions.KEY_MANAGE),
    }


@require_GET
@page(permissions.COURSE_LEARN)
def certificate_file(request: TenantRequest, organisation: str, number: str) -> HttpResponse:
    """The certificate as a PDF, to the person it belongs to and to whoever manages them."""
    mine = None if request.actor.can(permissions.CERTIFICATE_MANAGE) else request.actor.user_id or 0
    found = selectors.get_certificate(number, of_user=mine)
    response = HttpResponse(papers.pdf_of(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.number}.pdf"'
    return response


@require_POST
@page(permissions.CERTIFICATE_MANAGE)
def certificate_renew(request: TenantRequest, organisation: str, number: str) -> HttpResponse:
    """Give a new one in its place."""
    found = selectors.get_certificate(number)
    try:
        issuing.renew(found.pk, by=request.actor, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The certificate is renewed."))
    return redirect("courses:certificate-people", organisation)


@require_http_methods(["GET", "POST"])
@page(permissions.CERTIFICATE_MANAGE)
def certificate_revoke(request: TenantRequest, organisation: str, number: str) -> HttpResponse:
    """Take it back, with a word why."""
    found = selectors.get_certificate(number)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now, reason = request.actor, timezone.now(), form.cleaned_data["reason"]
        if attempt(form, lambda: issuing.revoke(found.pk, reason, by=by, now=now)) is not None:
            messages.success(
                request, _("The certificate was taken back. Anybody who checks it will see that.")
            )
            return redirect("courses:certificate-people", organisation)
    return render(request, "courses/certificate_revoke.html", {"certificate": found, "form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def certificate_terms(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """What the certificate of a course says, and how long it holds."""
    found = drafts.get_course(course)
    form = TermsForm(request.POST or None, terms=selectors.terms_of(found))
    if "preview" in request.POST and form.is_valid():
        return render(request, "courses/certificate_terms.html", screens.certificate(request, found, form))
    if request.method == "POST" and form.is_valid() and _kept(request, found, form):
        messages.success(request, _("Saved. Certificates given before stay as they are."))
        return redirect("courses:certificate-terms", organisation, course)
    return render(request, "courses/certificate_terms.html", screens.certificate(request, found, form))


def _kept(request: TenantRequest, course: Course, form: TermsForm) -> bool:
    expected = form.cleaned_data["version"] or None
    saved = attempt(
        form, lambda: issuing.set_terms(course, form.terms(), by=request.actor, expected=expected)
    )
    return saved is not None
