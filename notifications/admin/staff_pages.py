"""What staff's own pages of notifications share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from synthai.core.staff.site import staff_site


def show(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the staff site."""
    return TemplateResponse(
        request,
        f"admin/notifications/{template}",
        {**staff_site.each_context(request), "title": title, **context},
    )
