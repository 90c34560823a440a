"""Browsers that are not asked for the second step: allauth's signed cookie, with a stamp of the person's in its mark.

The cookie is all there is, so devices cannot be told apart: a new stamp (`services.trust`) ends the trust of all of them.
"""

import time

from allauth.mfa import app_settings, stages
from allauth.mfa.internal.flows import trust
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import second_factor
from accounts.models import User

_NOTE = "trusted"
_PEOPLE_AT_MOST = 20  # a till that everybody shares


class AuthenticateStage(stages.AuthenticateStage):  # type: ignore[misc]  # the library has no types
    """The second step, for who is not on a trusted browser."""

    def _should_handle(self, request: HttpRequest) -> bool:
        """allauth's conditions, but never its mark: that has no stamp, and browsers of before may hold one."""
        user = self.login.user
        if user is None or not second_factor.has_one(user.pk):
            return False
        return not did_use_passwordless_login(request, user) and not is_trusted(request, user)


def mark_of(user: User) -> str:
    """What a trusted browser holds; another one after any change of password, factors or stamp."""
    base = f"{trust.create_config_fingerprint(user)}|{user.trust_stamp}"
    return salted_hmac("accounts.trusted_device", base, algorithm="sha256").hexdigest()


def is_trusted(request: HttpRequest, user: User) -> bool:
    """Whether this browser is trusted by this person now."""
    held = [each.fingerprint for each in trust.decode_trust_cookie(request)]
    if not held:
        return False
    mark = mark_of(user)
    return any(constant_time_compare(each, mark) for each in held)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Trust this browser for thirty days."""
    held = [
        *trust.decode_trust_cookie(request),
        trust.IssuedTrust(fingerprint=mark_of(user), at=int(time.time())),
    ]
    response.set_cookie(
        app_settings.TRUST_COOKIE_NAME,
        trust.encode_trust_cookie(held[-_PEOPLE_AT_MOST:]),
        max_age=app_settings.TRUST_COOKIE_AGE,
        path=app_settings.TRUST_COOKIE_PATH,
        domain=app_settings.TRUST_COOKIE_DOMAIN,
        secure=app_settings.TRUST_COOKIE_SECURE,
        httponly=app_settings.TRUST_COOKIE_HTTPONLY,
        samesite=app_settings.TRUST_COOKIE_SAMESITE,
    )
    note(request.session, user)


def note(session: SessionBase, user: User) -> None:
    """Write into a session that its browser is trusted, so that the page of devices can say so."""
    session[_NOTE] = mark_of(user)


def noted(session: dict[str, object]) -> str:
    """The mark in what a session holds; "" for none."""
    return str(session.get(_NOTE, ""))
