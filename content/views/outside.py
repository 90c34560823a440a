"""What pages for people outside share: not for search engines or caches, not too often, known again by a proof after the code."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts import actors
from accounts.services import logos
from content import signing_terms as terms
from content.services import locking, secrets, visits
from content.services.secrets import Row
from content.services.visits import Visit
from synthai.core.documents import pages
from synthai.core.errors import DomainError, NotFound

RATE = {
    "outside": "300/m/ip",
    "outside-code": "20/h/ip",
    "outside-try": "60/h/ip",
    "outside-check": "30/h/ip",
}


def unlisted(action: str = "outside") -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Guard a public page. A link that is wrong or over says so.

    Not `no-referrer`: with that a browser posts the page's form from the origin "null", which is refused.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            usage = ratelimit.consume(request, app="content", action=action, config=RATE, limit_get=True)
            try:
                response = view(request, *args, **kwargs) if usage else ratelimit.respond_429(request)
            except NotFound:
                raise
            except DomainError as refusal:
                response = render(
                    request, "content/outside_closed.html", {"refusal": refusal}, status=refusal.status
                )
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Referrer-Policy"] = "same-origin"
            return response

        return guarded

    return decorate


def visit_of(request: HttpRequest) -> Visit:
    """Who asks."""
    user: Any = request.user
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return visits.read(
        request.headers.get("User-Agent", ""),
        ip=actors.client_ip(request),
        user_id=user.pk if user.is_authenticated else None,
        purpose=purpose,
    )


def is_proved(request: HttpRequest, row: Row, *, now: datetime) -> bool:
    """Whether this browser typed the code of this link."""
    return secrets.is_proved(row, request.COOKIES.get(_cookie(row), ""), now=now)


def keep_proof(response: HttpResponse, row: Row, proof: str, *, path: str) -> None:
    """Let this browser be known for two hours, at the link's own addresses only."""
    response.set_cookie(
        _cookie(row),
        proof,
        max_age=int(terms.PROOF_FOR.total_seconds()),
        path=path,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def paper_of(version: Any, *, across: str = "") -> bytes:
    """The file that went out, with somebody's name across its pages where that is wanted."""
    content = locking.pdf_of(version)
    return pages.with_name_across(content, across) if across else content


def picture(request: HttpRequest, pdf: bytes, number: int) -> HttpResponse:
    """A page (from 1) as a picture: small on the page, large when somebody taps it. Raises NotFound."""
    try:
        content = pages.picture(pdf, number - 1, is_small="large" not in request.GET)
    except pages.NoSuchPage as error:
        raise NotFound from error
    return HttpResponse(content, content_type="image/webp")


def pdf(content: bytes, name: str, *, is_shown: bool = False) -> HttpResponse:
    """A PDF to download."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'{"inline" if is_shown else "attachment"}; filename="{name}.pdf"'
    return response


def logo_reply() -> HttpResponse:
    """The sender's logo. Needs the tenant. Raises NotFound."""
    found = logos.on_paper()
    if found is None:
        raise NotFound
    return HttpResponse(found.content, content_type="image/png")


def _cookie(row: Row) -> str:
    return f"paper_{row.public_id}"
