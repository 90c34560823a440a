"""How mails about an organisation look: its logo and name in the house's layout."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from notifications import branding, permissions
from notifications.services import template_reading
from synthai.core.access import page


@require_GET
@page(permissions.DEFAULTS_CHANGE)
def look(request: HttpRequest, organisation: str) -> HttpResponse:
    """A mail as it will look, in a frame as wide as a phone, and its plain text."""
    sample = template_reading.sample(_look(request))
    return render(request, "notifications/look.html", {"sample": sample, "look": _look(request)})


@require_GET
@page(permissions.DEFAULTS_CHANGE, is_part=True)
def look_mail(request: HttpRequest, organisation: str) -> HttpResponseBase:
    """The mail itself. Mails carry their style in themselves, so this answer alone allows it."""
    return _framed(request)


@xframe_options_sameorigin
@csp_update({"style-src": [UNSAFE_INLINE]})
@csp_replace({"frame-ancestors": [SELF]})
def _framed(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(template_reading.sample(_look(request)).html)


def _look(request: HttpRequest) -> branding.Look:
    organisation: Any = getattr(request, "organisation")  # noqa: B009 - set by the middleware
    return branding.of(organisation)
