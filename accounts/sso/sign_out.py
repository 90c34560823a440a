"""The way on after signing out here: to the provider that had signed the person in, to end the session there too.

By the time anything here runs, the session of ours has ended. Nothing the provider does or fails to do can undo that.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.gateways import oidc_logout, saml_logout
from accounts.gateways.oidc import is_web_address
from accounts.gateways.saml_logout import LogoutRefused
from accounts.models import SsoProvider
from accounts.services import sso_keys, sso_visits
from accounts.services.sso_visits import Visit
from accounts.sso import once, selectors
from accounts.sso.saml_provider import party_of
from synthai.core import outbound


@dataclass(frozen=True, kw_only=True, repr=False)
class WayOut:
    """Where the browser goes next. `answers`: whether somebody is there; else the person decides."""

    name: str
    url: str
    answers: bool


def way_out(request: HttpRequest, visit: Visit) -> WayOut | None:
    """The way to the provider's own sign-out; None where it has none, or is no longer set up."""
    row = selectors.provider_by_id(visit.provider)
    if row is None or not leads_there(row.sign_out_url):
        return None
    try:
        url, number = _by_saml(request, row, visit) if row.is_saml else _by_oidc(request, row, visit)
    except LogoutRefused:
        return None
    once.expect(visit.provider, number)
    return WayOut(name=row.name, url=url, answers=outbound.answers(row.sign_out_url))


def leads_there(url: str) -> bool:
    """Whether a browser may be sent to this address of a provider."""
    return bool(url) and is_web_address(url, may_be_http=settings.OUTBOUND_PRIVATE_ADDRESSES)


def page(
    request: HttpRequest, *, way: WayOut | None = None, name: str = "", outcome: str = ""
) -> HttpResponse:
    """The page of somebody who is signed out here. `outcome`: "there", "not_there", or empty for nobody knows.

    Whoever is signed in, and followed a stale or forged link to it, is not told otherwise.
    """
    if request.user.is_authenticated:
        return redirect("accounts:home")
    context = {"way": way, "name": way.name if way else name, "outcome": outcome}
    return render(request, "accounts/signed_out.html", context)


def _by_saml(request: HttpRequest, row: SsoProvider, visit: Visit) -> tuple[str, str]:
    now = timezone.now()
    sso_keys.ready(row, now=now)
    return saml_logout.request_address(
        party_of(request, row),
        name_id=visit.subject,
        name_id_format=visit.subject_format,
        session_index=visit.session_index,
        now=now,
    )


def _by_oidc(request: HttpRequest, row: SsoProvider, visit: Visit) -> tuple[str, str]:
    state = secrets.token_urlsafe(24)
    url = oidc_logout.end_session_address(
        row.sign_out_url,
        client_id=row.client_id,
        id_token=sso_visits.unsealed(visit),
        back=request.build_absolute_uri(reverse("oidc_signed_out", args=[visit.provider])),
        state=state,
    )
    return url, state
