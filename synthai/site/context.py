"""What every page's layout reads."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from synthai.site.navigation import navigation, tabs_here


def product(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `nav_tabs` (lazily), `websocket_url` and `request_id`."""
    return {
        "nav": SimpleLazyObject(lambda: navigation(request)),
        "nav_tabs": SimpleLazyObject(lambda: tabs_here(request)),
        "websocket_url": settings.WEBSOCKET_URL,
        "request_id": getattr(request, "request_id", ""),
        "development": settings.DEVELOPMENT,
    }
