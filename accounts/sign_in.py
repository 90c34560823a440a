"""Proof by password, for the API's tokens and for acts that ask the password again.

The rate limits are allauth's, shared with the sign-in page: ten failures a minute from one address, five in five
minutes for one e-mail, whatever the road. Addresses come from `actors.client_ip`, so a forged header helps nobody.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts import selectors
from accounts.models import User
from accounts.models.user import UserManager
from synthai.core.errors import DomainError

_ALLAUTH = "allauth.account"


class SignInRefused(DomainError):
    """Wrong address or password; the same answer for both."""

    code = "accounts.token.sign_in_refused"
    title = _("E-mail or password is wrong")
    message = _("The e-mail address or the password is wrong.")
    remedy = _("Check both. A forgotten password is reset on the web site.")
    status = 401


class EmailUnconfirmed(DomainError):
    """The right password, but the address was never confirmed."""

    code = "accounts.token.email_unconfirmed"
    title = _("The e-mail address is not confirmed")
    message = _("Confirm your e-mail address first: we have sent you a link. Then sign in again.")
    remedy = _("Follow the link in the mail, then sign in again.")
    status = 403


class TooManyAttempts(DomainError):
    """Rate limit of sign-in."""

    code = "accounts.token.too_many_attempts"
    title = _("Too many attempts")
    message = _("Too many attempts to sign in. Wait five minutes and try again.")
    remedy = _("Wait as many seconds as Retry-After says.")
    status = 429
    retry_after = 300


class PasswordWrong(DomainError):
    """The password asked again does not match."""

    code = "accounts.password.wrong"
    title = _("The password is wrong")
    message = _("The password is wrong. Type the password you sign in with.")
    remedy = _("Send the password of the signed-in person.")
    status = 403
    field = "password"


def with_password(request: HttpRequest | Request, *, email: str, password: str) -> User:
    """The person with this address and password, confirmed and allowed to sign in.

    An unknown address, a wrong password and a blocked person get one answer (SignInRefused) after the same work.
    Raises EmailUnconfirmed (only for the right password) and TooManyAttempts.
    """
    count_attempt(request)
    address = UserManager.normalize_email(email)
    try:
        user = get_adapter(request).authenticate(request, email=address, password=password)
    except ValidationError as error:
        raise TooManyAttempts from error
    if not isinstance(user, User) or not user.is_active:
        raise SignInRefused
    if not selectors.has_confirmed(user, address):
        raise EmailUnconfirmed
    return user


def count_attempt(request: HttpRequest | Request) -> None:
    """Count an attempt from this address, with those of the sign-in page. Raises TooManyAttempts."""
    if not ratelimit.consume(request, app=_ALLAUTH, action="login"):
        raise TooManyAttempts


def confirm_password(request: HttpRequest | Request, user: User, password: str) -> None:
    """Ask the signed-in person's password again. Raises PasswordWrong and TooManyAttempts."""
    try:
        is_right = get_adapter(request).reauthenticate(user, password)
    except ValidationError as error:
        raise TooManyAttempts from error
    if not is_right:
        raise PasswordWrong
