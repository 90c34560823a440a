"""The pages of second factors: allauth's, which here bring people back to where they were sent from."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import locks, trusted_devices
from accounts.services import factors


class SignInView(LoginView):  # type: ignore[misc]  # allauth has no types
    """Password or passkey, with what a passkey shall sign already in the page.

    Fetched by a script it would come with a cookie for the session before the sign-in, and on a slow line that cookie
    could arrive after the new session's and sign the person out again.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options for a passkey that the browser offers in the e-mail field."""
        return {**super().get_context_data(**kwargs), "passkey_options": auth.begin_authentication(user=None)}


class _BringsBack:
    """Carries `next` through the set-up: only a page of ours is ever followed."""

    request: HttpRequest
    did_generate_recovery_codes = False

    @property
    def back(self) -> str:
        """Where the set-up began; "" when nobody was sent."""
        asked = self.request.GET.get("next", "")
        return asked if asked and get_adapter(self.request).is_safe_url(asked) else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way back, as an address and as the end of other addresses, and why one is here."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        is_staff_door = self.back.startswith(reverse("admin:index"))
        return {**found, "back": self.back, "next_query": self._query(), "is_staff_door": is_staff_door}

    def get_success_url(self) -> str:
        """The recovery codes where new ones were made, else back."""
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes") + self._query()
        return self.back or reverse("mfa_index")

    def _query(self) -> str:
        return f"?{urlencode({'next': self.back})}" if self.back else ""


class IndexView(_BringsBack, base.IndexView):  # type: ignore[misc]  # the library has no types
    """What one has; whoever was sent here reads why, and goes back afterwards."""


class ActivateAppView(_BringsBack, totp.ActivateTOTPView):  # type: ignore[misc]
    """Sets up the app; the code it was set up with is used up, and so is every older one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """In one transaction: no moment in which the app is on and the code still good."""
        user_id = self.request.user.pk or 0
        with transaction.atomic():
            locks.lock_user(user_id)
            response: HttpResponse = super().form_valid(form)
            factors.spend_first(user_id, form.cleaned_data["code"])
        return response


class AddPasskeyView(_BringsBack, webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey."""


class RecoveryCodesView(_BringsBack, recovery_codes.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shows them once, then leads back."""


class TrustView(base.TrustView):  # type: ignore[misc]
    """Whether the second step is asked again on this device."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The sign-in ends here either way."""
        del form
        stage = self.request._login_stage  # noqa: SLF001 - where allauth keeps it
        response: HttpResponse = stage.exit()
        if self.request.POST.get("action") == "trust":
            trusted_devices.remember(self.request, response, stage.login.user)
        return response


class CodeAgainView(base.ReauthenticateView):  # type: ignore[misc]
    """A code before a dangerous act."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With why staff are asked."""
        return {**super().get_context_data(**kwargs), "is_staff_door": _leads_to_staff(self)}


class PasskeyAgainView(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey before a dangerous act; a refusal is said here, where another way can be chosen."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form that was refused, which allauth leaves out, and why staff are asked."""
        return {**super().get_context_data(), **kwargs, "is_staff_door": _leads_to_staff(self)}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with the sentence."""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return response


def _leads_to_staff(view: Any) -> bool:
    return str(view.get_next_url() or "").startswith(reverse("admin:index"))
