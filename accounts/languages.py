"""In which language somebody reads the site: what the page's language follows from, and the choices there are.

A person's own word comes first, then the cookie that the switch left in this browser, then what her organisation set, then what the
browser asks for (Django's own middleware), then English.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from accounts.actors import of_person
from accounts.models import User
from accounts.services import people

HOME_LOCALE: Final = "en-ZA"


@dataclass(frozen=True, slots=True)
class Offer:
    """A language one may choose, in its own words."""

    tag: str
    name: str
    note: str
    is_now: bool


def offers() -> list[Offer]:
    """Every language of the site, the one of this page marked."""
    now = translation.get_language()
    return [
        Offer(tag, name, settings.LANGUAGE_NOTES.get(tag, ""), tag == now) for tag, name in settings.LANGUAGES
    ]


def choices() -> list[tuple[str, str]]:
    """The same for a form."""
    return [(each.tag, f"{each.name} ({each.note})" if each.note else each.name) for each in offers()]


def locale_of(tag: str) -> str:
    """What an organisation keeps: the language with its country."""
    return HOME_LOCALE if tag == settings.LANGUAGE_CODE else f"{tag}-ZA"


def tag_of(locale: str) -> str:
    """The offered language nearest to what an organisation keeps."""
    return next(
        (tag for tag, _name in settings.LANGUAGES if locale_of(tag) == locale), settings.LANGUAGE_CODE
    )


def wanted_by(request: HttpRequest) -> str:
    """What this request is answered in; "" leaves it to the browser. Asks for the person only where a session is."""
    offered = dict(settings.LANGUAGES)
    user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if isinstance(user, User) and user.language in offered:
        return user.language
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in offered:
        return request.COOKIES[settings.LANGUAGE_COOKIE_NAME]
    organisation = getattr(request, "organisation", None)
    is_set = organisation is not None and organisation.locale != HOME_LOCALE
    return tag_of(organisation.locale) if organisation is not None and is_set else ""


def keep(response: HttpResponseBase, tag: str) -> None:
    """Leave the choice in this browser; "" takes it away."""
    if not tag:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        tag,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def listen() -> None:
    """Connect; called once, when the app is ready."""
    user_logged_in.connect(_remember, dispatch_uid="accounts.language")


def _remember(*, request: HttpRequest, user: User, **_: Any) -> None:
    """What somebody chose before signing in is her word from then on, unless she has one."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and not user.language:
        people.speak(user.pk, language=chosen, by=of_person(user, request=request))
        user.language = chosen
