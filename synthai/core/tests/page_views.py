"""Pages that fail in every way, for the tests of error pages."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from synthai.core.errors import Conflict, NotAllowed


class ShelfFull(Conflict):
    """No room."""

    code = "core.test.shelf_full"
    message = _("The shelf is full: take %(count)d off first.")


def failing(error: Exception, cause: Exception | None = None) -> Callable[[HttpRequest], HttpResponse]:
    """A view that raises."""

    def view(request: HttpRequest) -> HttpResponse:
        raise error from cause

    return view


def told(request: HttpRequest) -> HttpResponse:
    """Which messages wait to be shown."""
    return HttpResponse("|".join(str(message) for message in messages.get_messages(request)))


FAILURES: dict[str, Exception] = {
    "refused": ShelfFull(count=3),
    "forbidden": NotAllowed(),
    "denied": PermissionDenied(),
    "missing": Http404("secret path"),
    "odd": SuspiciousOperation("secret header"),
    "crash": RuntimeError("secret detail"),
}
pages = [
    *(path(f"fail/{name}/", failing(error)) for name, error in FAILURES.items()),
    path("fail/locked/", failing(OperationalError("x"), LockNotAvailable())),
    path("fail/database/", failing(OperationalError("connection to server at 10.0.0.1 failed"))),
    path("told/", told),
]
urlpatterns = [*pages, path("", include("synthai.urls"))]
handler400 = "synthai.core.error_pages.bad_request"
handler403 = "synthai.core.error_pages.permission_denied"
handler404 = "synthai.core.error_pages.page_not_found"
handler500 = "synthai.core.error_pages.server_error"
