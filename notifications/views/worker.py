"""The service worker that shows push: served at the root, for a worker reaches no further than its own address."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

SOURCE = Path(settings.BASE_DIR) / "static" / "js" / "sw.js"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """sw.js with the address of its picture. Browsers look for a new one at every visit, so nothing keeps it."""
    del request
    script = _source().replace("{{ icon }}", static("img/push.png"))
    return HttpResponse(
        script,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@cache
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")
