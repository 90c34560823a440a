"""Dangerous acts ask for proof that is at most some minutes old: signing in, or proving it again since.

A page sends to the proof and then offers the very same act once more, with what was typed (`views.proof`); the API
answers 403 and names the way. Keys cannot prove anything, so what asks for proof is closed to them.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from accounts import session_stamps
from accounts.authentication import FamilyJWTAuthentication
from accounts.services import tokens
from accounts.services.gate import PersonOnly
from accounts.services.tokens import FAMILY_CLAIM
from synthai.core import reach
from synthai.core.errors import NotAllowed

P = ParamSpec("P")
PENDING = "pending_act"
ABOUT = "proof_about"  # what the page of the proof says and where its "Cancel" leads
_LONGEST = 8000  # characters of a form that is kept while its person proves who they are


class ProofNeeded(NotAllowed):
    """It must be surely this person, and the last proof is too old."""

    code = "accounts.proof_needed"
    title = _("Prove that it is you")
    message = _(
        "This needs proof that it is you, not older than ten minutes. Prove it, then send the request again."
    )
    remedy = _("Send your password or a code to /api/v1/token/proof/, then repeat the request.")


def is_proved(request: HttpRequest | Request) -> bool:
    """Whether who asks has signed in, or proved it again, within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    plain = getattr(request, "_request", request)
    oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    family = family_of(plain)
    if family is not None:
        proved = tokens.proved_at(family)
        return proved is not None and proved.timestamp() > oldest
    return session_stamps.proved_at(plain.session) > oldest


def require_proof(request: Request) -> None:
    """For the API. Raises ProofNeeded, and PersonOnly for a key, which can prove nothing (both 403)."""
    actor = getattr(request, "actor", None)
    if getattr(actor, "kind", "person") == "api_key":
        raise PersonOnly
    if not is_proved(request):
        raise ProofNeeded


def note(request: Request) -> None:
    """The person has just proved it again, by API."""
    family = family_of(request)
    if family is not None:
        tokens.note_proof(family, now=timezone.now())
    else:
        session_stamps.note_proof(request._request.session)  # noqa: SLF001 - the session is Django's


def family_of(request: HttpRequest | Request) -> str | None:
    """The sign-in that a bearer token belongs to; None for a browser session."""
    if not request.headers.get("Authorization"):
        return None
    found = FamilyJWTAuthentication().authenticate(request)
    return str(found[1].get(FAMILY_CLAIM)) if found else None


def proved(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Guard of a page under `page(…)`: without fresh proof it leads to it, and back to what was about to be done."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_proved(request):
            return view(request, *args, **kwargs)
        return ask(request)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)


def proved_to_send(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The same for a page that is also worth reading: only its form asks for proof."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method in SAFE_METHODS or is_proved(request):
            return view(request, *args, **kwargs)
        return ask(request)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)


def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the proof, and back to what was typed; where a file was sent, back to the form: a browser keeps no file."""
    back = request.get_full_path()
    if request.method == "POST" and not request.FILES:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        kept = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        back = reverse("accounts:proof-given")
        request.session[PENDING] = {"path": request.path, "fields": kept if _fits(kept) else []}
    request.session[ABOUT] = {"next": back, "what": _told(request), "cancel": _page_before(request)}
    return lead(request, back=back)


def lead(request: HttpRequest, *, back: str, without_passkey: bool = False) -> HttpResponse:
    """To where proof is given, and from there back to a page of ours."""
    address = f"{_door(request, without_passkey=without_passkey)}?{urlencode({'next': back})}"
    htmx: Any = getattr(request, "htmx", False)
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if htmx else redirect(address)


def _told(request: HttpRequest) -> str:
    """What one is about to do, as "See as this role" tells it too."""
    match = request.resolver_match
    return reach.first_sentence(match.func.__doc__) if match else ""


def _page_before(request: HttpRequest) -> str:
    """Where one came from, on this site; else the organisation's first page."""
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc == request.get_host() and before.path.startswith("/o/")
    if is_ours and (request.method == "POST" or before.path != request.path):
        return before._replace(scheme="", netloc="").geturl()
    return reverse("accounts:home")


def _fits(fields: list[tuple[str, Any]]) -> bool:
    return sum(len(name) + len(str(value)) for name, value in fields) < _LONGEST


def _door(request: HttpRequest, *, without_passkey: bool) -> str:
    """Where proof is given; who has neither password nor second factor here signs in again."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    if without_passkey:
        ways = [way for way in ways if way["id"] != "mfa_reauthenticate:webauthn"]
    return str(ways[0]["url"]) if ways else reverse("accounts:sign-in-again")
