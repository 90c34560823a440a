"""What every page may show about people and organisations; asked only when a template does."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import languages as spoken
from accounts import logo_marks, second_factor, selectors, switching
from accounts.models import User


def organisations(request: HttpRequest) -> dict[str, Any]:
    """`organisations`: the switcher's entries {"name", "url", "active", "mark"}; `organisation`: the present one;
    `organisation_mark`: its logo or initials;
    `factor_deadlines`: organisations that ask for a second factor of somebody who has none.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    present = getattr(request, "organisation", None)
    return {
        "organisations": SimpleLazyObject(lambda: _options(request, user)),
        "organisation": present,
        "organisation_mark": logo_marks.of(present) if present else None,
        "factor_deadlines": SimpleLazyObject(lambda: second_factor.deadlines_of(request, user)),
    }


def languages(request: HttpRequest) -> dict[str, Any]:
    """`languages`: what the switch offers."""
    return {"languages": SimpleLazyObject(spoken.offers)}


def _options(request: HttpRequest, user: User) -> list[dict[str, object]]:
    present = getattr(request, "organisation", None)
    return [
        {
            "name": option.name,
            "url": switching.same_page(request, option.organisation, role=option.role),
            "active": present is not None and present.slug == option.slug,
            "mark": option.mark if present is None or present.slug != option.slug else logo_marks.of(present),
        }
        for option in selectors.organisations_of(user)
    ]
