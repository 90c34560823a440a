"""Which people have signed in from this browser before: a signed cookie, so nothing is stored about it here."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User

COOKIE = "known_device"
_SALT = "accounts.known_device"
_YEAR = 365 * 24 * 3600
_PEOPLE_AT_MOST = 20  # a till that everybody shares


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this person has signed in from this browser within a year."""
    return user.public_id in _people(request)


def remember(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Note it for the next time."""
    people = [user.public_id, *(each for each in _people(request) if each != user.public_id)]
    response.set_cookie(
        COOKIE,
        signing.dumps(people[:_PEOPLE_AT_MOST], salt=_SALT),
        max_age=_YEAR,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _people(request: HttpRequest) -> list[str]:
    try:
        found: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return []
    return found
