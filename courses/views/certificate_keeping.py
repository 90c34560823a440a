"""What one does with a certificate of one's own: keep it in a wallet, show it, take the course again; and its look before it counts."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors as accounts
from courses import permissions
from courses.engine.certificates.numbers import write_number
from courses.engine.certificates.standing import Standing
from courses.forms.certificates import TermsForm
from courses.models import Certificate
from courses.selectors import drafts, learning
from courses.services import renewing
from courses.services.certificates import addresses, papers
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

_HOLDS = {Standing.VALID, Standing.EXPIRES_SOON}
_ENDS = {Standing.EXPIRES_SOON, Standing.EXPIRED}
_LINKEDIN = "https://www.linkedin.com/profile/add"


def line(request: TenantRequest, found: Certificate, today: date) -> dict[str, Any]:
    """A certificate in a list, with what may be done with it."""
    standing = found.standing(today)
    is_mine = found.user_id == request.actor.user_id
    owner = request.organisation
    check = addresses.of_certificate(owner.public_id, found.number)
    return {
        "certificate": found,
        "standing": standing.value,
        "check_url": check,
        "credential_url": addresses.of_credential(owner.public_id, found.number),
        "linkedin_url": _linkedin(found, owner.name, check) if is_mine and standing in _HOLDS else "",
        "may_take_again": is_mine and standing in _ENDS and found.course.is_live,
    }


def _linkedin(found: Certificate, owner: str, check: str) -> str:
    """LinkedIn's own form, filled in; nothing is sent until the person does so there."""
    issued = timezone.localdate(found.issued_at)
    said: dict[str, Any] = {
        "startTask": "CERTIFICATION_NAME",
        "name": found.title,
        "organizationName": owner,
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certUrl": check,
        "certId": write_number(found.number),
    }
    if found.last_on:
        said |= {"expirationYear": found.last_on.year, "expirationMonth": found.last_on.month}
    return f"{_LINKEDIN}?{urlencode(said)}"


@require_POST
@page(permissions.COURSE_LEARN)
def certificate_again(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Take the course once more, for a new certificate."""
    study = learning.get_study(course, request.actor.user_id)
    try:
        renewing.begin_again(study.course.pk, by=request.actor, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("courses:certificate-list", organisation)
    messages.success(
        request, _("You take it once more. Your certificate holds meanwhile, and is renewed at the end.")
    )
    return redirect("courses:course", organisation, course)


@require_safe
@page(permissions.COURSE_CHANGE, is_part=True)
def certificate_preview(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """The certificate as these terms would make it, as a picture that says it is a sample."""
    found = drafts.get_course(course)
    form = TermsForm(request.GET, terms=None)
    if not form.is_valid():
        raise Http404
    name = accounts.labels_of([request.actor.user_id or 0]).get(request.actor.user_id or 0, "")
    drawn = papers.sample_of(found, form.terms(), name=name or request.actor.label, now=timezone.now())
    return HttpResponse(drawn, content_type="image/webp")
