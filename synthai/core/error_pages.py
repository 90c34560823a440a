"""Failures as pages: a status, a sentence, the request id; never a stack trace. Under /api/ a problem document.

The handlers are named in synthai/urls.py. Each falls back to plain markup when the template or the database is what
failed.
"""

import json
import logging
import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from synthai.core.api import kinds
from synthai.core.api.problems import as_problem, is_unstorable, problem_response
from synthai.core.correlation import current_request_id
from synthai.core.errors import DomainError, NotAllowed, NotFound

API_PREFIX = "/api/"
_OWN_PAGE = frozenset({402, 403, 404})  # a form refused with these gets a page: going back would lead nowhere
logger = logging.getLogger("synthai.pages")


class BadRequest(DomainError):
    """The address or form cannot be read."""

    code = "core.bad_request"
    title = _("This request cannot be read")
    message = _("The address or form is damaged. Go back, reload the page and try again.")


class FormExpired(DomainError):
    """The form's protection against forgery did not match."""

    code = "core.form_expired"
    title = _("This form has expired")
    message = _("Go back, reload the page and send the form again. Your browser must accept cookies from us.")
    status = 403


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: handler400."""
    del exception
    return error_page(request, BadRequest())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: handler403."""
    return error_page(request, exception if isinstance(exception, DomainError) else NotAllowed())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: handler404."""
    del exception
    is_api = request.path.startswith(API_PREFIX) and request.resolver_match is None
    return error_page(request, kinds.RouteUnknown() if is_api else NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form without a valid token: CSRF_FAILURE_VIEW."""
    logger.warning("A form was refused: %s", reason)
    return error_page(request, FormExpired())


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database is out of reach: handler500. Asks neither for a user nor for the database."""
    raised = sys.exc_info()[1]
    outside = as_page_error(raised) if isinstance(raised, Exception) else None
    return error_page(
        request, outside or kinds.Fault(_("Something failed on our side. Tell us the reference below."))
    )


def domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refused page: a toast for HTMX, a message and the page before for a form, else a page of its own."""
    if request.path.startswith(API_PREFIX):
        return problem_response(error)
    if getattr(request, "htmx", False):
        return _toast(error)
    if request.method == "POST" and error.status not in _OWN_PAGE and error.status < 500:
        messages.error(request, str(error))
        return HttpResponseRedirect(_page_before(request))
    return error_page(request, error)


def error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The error as a page, or as a problem document under /api/."""
    if request.path.startswith(API_PREFIX):
        return problem_response(error)
    context = {
        "status": error.status,
        "title": str(error.title),
        "message": str(error),
        "code": error.code,
        "request_id": getattr(request, "request_id", None) or current_request_id(),
        "upgrade": _upgrade(request, error),
        "back": _page_before(request) if error.status == 402 else "",
    }
    try:
        template = loader.select_template([f"errors/{error.status}.html", "errors/error.html"])
        body = template.render(context, request if error.status < 500 else None)
    except Exception:  # noqa: BLE001 - a broken template must not hide the first error
        logger.exception("The error page itself failed")
        body = format_html(
            "<!doctype html><title>{title}</title><h1>{title}</h1><p>{message} {request_id}</p>", **context
        )
    response = HttpResponse(body, status=error.status)
    response["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def as_page_error(error: Exception) -> DomainError | None:
    """The domain error that a page's exception means; None for a fault of ours, which stays a 500."""
    problem, _errors = as_problem(error)
    is_ours = isinstance(error, DomainError) or problem.status in {409, 503} or is_unstorable(error)
    return problem if is_ours else None


def _toast(error: DomainError) -> HttpResponse:
    """Nothing is swapped; the script shows the sentence."""
    response = HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"toast": {"level": "error", "message": str(error)}})
    return response


def _upgrade(request: HttpRequest, error: DomainError) -> str:
    """Where more can be had, for whom the page opens; nothing for others, who have to ask."""
    return upgrade_for(request, str(error.params.get("upgrade") or "")) if error.status == 402 else ""


def upgrade_for(request: HttpRequest, path: str) -> str:
    """The path of `entitlements.upgrade_path`, for whom that page opens; empty for others."""
    actor = getattr(request, "actor", None)
    if not path or actor is None:
        return ""
    try:
        needed = getattr(resolve(path).func, "capability", None)
    except Resolver404:
        return ""
    return path if needed is None or actor.can(needed) else ""


def _page_before(request: HttpRequest) -> str:
    """The page the form was on, when it is ours and not the form's own target; else the organisation's page."""
    before = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    if before and url_has_allowed_host_and_scheme(before, hosts, require_https=request.is_secure()):
        return before
    organisation = getattr(request, "organisation", None)
    return f"/o/{organisation.slug}/" if organisation else "/"
