"""Why a sign-in through somebody else came to nothing, as a page with the way on."""

from typing import Any

import requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import SsoProvider
from accounts.sso import selectors, way_back
from synthai.core.errors import DomainError

TEST = {"sso": "test"}  # the state of a self-test
_REASON_AT_MOST = 300


class NotStartedHere(DomainError):
    """No such `state` in this browser: forged, stale, used already, or another browser."""

    code = "accounts.sign_in.not_started_here"
    title = _("This sign-in was not started here")
    message = _(
        "We cannot tell who started this sign-in: it took longer than ten minutes, was used already, or began in "
        "another browser. Nobody was signed in. Start again from the sign-in page."
    )
    remedy = _("Start again from the sign-in page, in one browser window.")
    status = 400


class ProviderDown(DomainError):
    """The identity provider does not answer."""

    code = "accounts.sign_in.provider_down"
    title = _("The provider does not answer")
    message = _(
        "%(provider)s does not answer at the moment, so we could not sign you in. Try again in a few minutes."
    )
    remedy = _("Try again in a few minutes, or sign in another way.")
    status = 503


class ProviderRefused(DomainError):
    """Its answer is an error, or does not hold."""

    code = "accounts.sign_in.provider_refused"
    title = _("The sign-in could not be completed")
    message = _(
        "The answer of %(provider)s could not be accepted, so nobody was signed in. Try once more; if it happens again, "
        "tell your administrator the time and this page's number."
    )
    remedy = _("Try again. An administrator finds the reason with the self-test of single sign-on.")
    status = 401


class TestFailed(DomainError):
    """A self-test came to nothing: to the administrator who runs it the reason is told."""

    code = "accounts.sso.test_failed"
    title = _("The test failed")
    message = _("%(provider)s did not complete the test: %(why)s")
    remedy = _("Compare client ID, client secret and redirect address with those at the identity provider.")
    status = 401


def answer(
    request: HttpRequest, provider: Any, *, exception: Exception | None, context: dict[str, Any]
) -> HttpResponse:
    """The page for what allauth reports."""
    if (context.get("state") or {}).get("data") == TEST:
        failed = TestFailed(provider=provider.name, why=_reason(request, exception))
        return page(request, failed, row=selectors.provider_by_id(provider.sub_id))
    if isinstance(exception, requests.RequestException | KeyError):
        return page(request, ProviderDown(provider=provider.name))
    if exception is None and "state_id" in context:
        return page(request, NotStartedHere())
    return page(request, ProviderRefused(provider=provider.name))


def _reason(request: HttpRequest, exception: Exception | None) -> str:
    """In the provider's own words where it has some; templates escape them."""
    if exception is not None:
        return str(exception)[:_REASON_AT_MOST]
    said = (request.GET.get("error", ""), request.GET.get("error_description", ""))
    return ": ".join(filter(None, said))[:_REASON_AT_MOST] or str(_("it sent no code and no reason."))


def page(
    request: HttpRequest, refusal: DomainError, *, emergency: bool = False, row: SsoProvider | None = None
) -> HttpResponse:
    """The refusal as a page. `emergency` adds the owner's way in by password; who may set up the provider `row` and is
    signed in here is led back to its page.
    """
    context = {
        "title": refusal.title,
        "sentence": str(refusal),
        "emergency": emergency,
        "back_url": way_back.to_provider(request, row),
    }
    return render(request, "socialaccount/authentication_error.html", context, status=refusal.status)
