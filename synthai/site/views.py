"""Home page and web manifest. The error pages are core's; here they get the names that synthai.urls wires."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from synthai.core.error_pages import (
    bad_request,
    csrf_failure,
    page_not_found,
    permission_denied,
    server_error,
)
from synthai.site import screens

__all__ = [
    "bad_request",
    "csrf_failure",
    "home",
    "manifest",
    "page_not_found",
    "permission_denied",
    "robots",
    "server_error",
]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What SynthAI does, for somebody who does not know it yet."""
    return render(request, "home/home.html", {"screens": screens.available(), "example": screens.example()})


@require_safe
@cache_control(max_age=86400, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """Web app manifest: name, colours and mark for a phone's home screen."""
    return JsonResponse(
        {
            "name": "SynthAI",
            "short_name": "SynthAI",
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": "#f4f7f5",
            "theme_color": "#0c2a20",
            "lang": "en-ZA",
            "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


_CLOSED = (
    "/o/",
    "/api/",
    "/admin/",
    "/accounts/",
    "/pay/",
    "/orders/",
    "/c/orders/",
    "/c/claim/",
    "/c/*/link/",
)


@require_safe
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit: the public pages, catalogues of courses among them."""
    sitemap = f"Sitemap: {settings.SITE_URL.rstrip('/')}/read/sitemap.xml"
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), "", sitemap, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
