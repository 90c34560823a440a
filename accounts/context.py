"""What every page may show about people and organisations; asked only when a template does."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts import second_factor, selectors, switching
from accounts.models import User


def organisations(request: HttpRequest) -> dict[str, Any]:
    """`organisations`: the switcher's entries {"name", "url", "active"}; `organisation`: the present one;
    `factor_deadlines`: organisations that ask for a second factor of somebody who has none.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "organisations": SimpleLazyObject(lambda: _options(request, user)),
        "organisation": getattr(request, "organisation", None),
        "factor_deadlines": SimpleLazyObject(lambda: second_factor.deadlines_of(request, user)),
    }


def _options(request: HttpRequest, user: User) -> list[dict[str, object]]:
    present = getattr(request, "organisation", None)
    return [
        {
            "name": option.name,
            "url": switching.same_page(request, option.organisation, role=option.role),
            "active": present is not None and present.slug == option.slug,
        }
        for option in selectors.organisations_of(user)
    ]
