"""A SAML answer comes in: kept aside on the cross-site post, judged on the next request, which has the session."""

import hashlib
from typing import Any

from allauth.socialaccount.sessions import LoginSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import social_refusals
from accounts.gateways import saml
from accounts.gateways.saml import CLOCKS_DIFFER_BY, Assertion, SamlRefused
from accounts.models import SsoProvider
from accounts.sso import arrival, selectors, visiting
from accounts.sso.identity import from_attributes
from accounts.sso.saml_provider import SamlProvider, party_of

ANSWER_AT_MOST = 256 * 1024  # characters; a real one has some thousand
_KEPT = ("saml_acs_session", "saml-acs-session")


def keep(request: HttpRequest, then: str) -> HttpResponse:
    """Keep the posted answer for the next request: this one comes from another site and carries no session.

    RelayState is not looked at: an address in it leads nowhere.
    """
    answer = request.POST.get("SAMLResponse", "")
    if not answer or len(answer) > ANSWER_AT_MOST:
        return social_refusals.page(request, social_refusals.NotStartedHere())
    response = HttpResponseRedirect(then)
    kept = LoginSession(request, *_KEPT)
    kept.store["answer"] = answer
    kept.store.set_expiry(600)
    kept.save(response)
    return response


def finish(request: HttpRequest, provider: SamlProvider) -> HttpResponseBase:
    """Judge the kept answer and go on with whom it names."""
    kept = LoginSession(request, *_KEPT)
    answer = kept.store.get("answer", "")
    kept.delete()
    if not answer:
        return social_refusals.page(request, social_refusals.NotStartedHere())
    try:
        assertion = saml.check(party_of(request, provider.row), answer, now=timezone.now())
        _once(provider.row, assertion)
    except SamlRefused as refusal:
        return _refused(request, provider.row, refusal)
    state = provider.unstashed(assertion.in_response_to)
    if state is None:
        return social_refusals.page(request, social_refusals.NotStartedHere(), row=provider.row)
    visit = visiting.state_of(
        subject=assertion.name_id,
        subject_format=assertion.name_id_format,
        session_index=assertion.session_index,
    )
    identity = _identity(provider.row, assertion)
    return arrival.arrived(request, provider, provider.row, identity, {**state, visiting.STATE: visit})


def _identity(row: SsoProvider, assertion: Assertion) -> Any:
    return from_attributes(
        row,
        assertion.attributes,
        name_id=assertion.name_id,
        is_name_id_email=assertion.is_name_id_email,
    )


def _once(row: SsoProvider, assertion: Assertion) -> None:
    """An assertion counts once, in whatever browser, for as long as it would be valid."""
    named = f"{selectors.id_of(row)} {assertion.identifier}".encode()
    still_valid = assertion.expires_at - int(timezone.now().timestamp()) + CLOCKS_DIFFER_BY
    key = f"accounts.sso.assertion.{hashlib.sha256(named).hexdigest()}"
    if not cache.add(key, 1, timeout=max(still_valid, CLOCKS_DIFFER_BY)):
        raise SamlRefused(provider=row.name, why=_("it was used already"))


def _refused(request: HttpRequest, row: SsoProvider, refusal: SamlRefused) -> HttpResponse:
    arrival.logger.warning(
        "SAML answer of %s refused: %s", selectors.id_of(row), refusal.__cause__ or refusal
    )
    return social_refusals.page(request, refusal, row=row)
