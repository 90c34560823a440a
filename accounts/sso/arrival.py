"""Somebody comes back from an organisation's identity provider: a test's report, or signed in, or a page that says why not."""

import logging
from dataclasses import replace
from typing import Any, cast

from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts import actors, social_refusals
from accounts.models import SsoProvider, User
from accounts.services import sso_admission, sso_providers
from accounts.sso import report, selectors, visiting
from accounts.sso.identity import Identity, from_claims
from synthai.core.access import Actor, system_actor
from synthai.core.correlation import current_request_id
from synthai.core.errors import DomainError

logger = logging.getLogger("synthai.sign_in")


def by_claims(
    request: HttpRequest, provider: Any, claims: dict[str, Any], state: dict[str, Any], *, id_token: str
) -> HttpResponseBase:
    """From an OpenID Connect provider whose answer has been checked."""
    row = _row(provider)
    sid = claims.get("sid")
    visit = visiting.state_of(
        subject=str(claims["sub"]), session_index=sid if isinstance(sid, str) else "", id_token=id_token
    )
    return arrived(request, provider, row, from_claims(row, claims), {**state, visiting.STATE: visit})


def arrived(
    request: HttpRequest, provider: Any, row: SsoProvider, identity: Identity, state: dict[str, Any]
) -> HttpResponseBase:
    """Sign in whom the provider vouches for, or show what a test found.

    The state holds `visiting.STATE`: what the provider calls this session.
    """
    if state.get("data") == social_refusals.TEST:
        return _tested(request, row, identity)
    try:
        user = sso_admission.admit(
            row,
            identity,
            now=timezone.now(),
            ip=actors.client_ip(request),
            request_id=current_request_id(),
        )
    except DomainError as refusal:
        sso_admission.record_refusal(row, identity, code=refusal.code, ip=actors.client_ip(request))
        return social_refusals.page(request, refusal)
    return _signed_in(request, provider, user, identity, state)


def _signed_in(
    request: HttpRequest, provider: Any, user: User, identity: Identity, state: dict[str, Any]
) -> HttpResponseBase:
    account = SocialAccount(
        provider=provider.sub_id,
        uid=identity.subject,
        extra_data={"email": identity.email, "name": identity.name},
    )
    login = SocialLogin(user=User(email=user.email), account=account, provider=provider)
    login.state = {
        "process": AuthProcess.LOGIN,
        "next": state.get("next") or "",
        visiting.STATE: state[visiting.STATE],
    }
    return cast("HttpResponseBase", complete_social_login(request, login))


def _tested(request: HttpRequest, row: SsoProvider, identity: Identity) -> HttpResponse:
    findings = report.of(row, identity)
    if all(finding.is_right for finding in findings if finding.is_needed):
        sso_providers.record_test(row, by=_tester(request, row), now=timezone.now())
    context = {
        "provider": row,
        "organisation": row.organisation,
        "findings": findings,
        "identity": identity,
    }
    return render(request, "accounts/sso_test_report.html", context)


def _tester(request: HttpRequest, row: SsoProvider) -> Actor:
    """Who pressed the button in this browser; the machinery when they signed out meanwhile."""
    if not isinstance(request.user, User):
        return system_actor(row.organisation_id, request_id=current_request_id())
    return replace(actors.of_person(request.user, request=request), organisation_id=row.organisation_id)


def _row(provider: Any) -> SsoProvider:
    found = selectors.provider_by_id(provider.sub_id)
    if found is None:
        raise social_refusals.ProviderRefused(provider=provider.name)
    return found
