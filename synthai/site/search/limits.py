"""How often one may search: each search costs the database more than a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.http.response import HttpResponseBase

RATES: Final = {
    "page": "240/m/user",  # results come while one types
    "public": "60/m/ip",
    "opened": "120/m/ip",
}


def limited(action: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page of searching: too often is answered 429."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            config = {action: RATES[action]}
            if not ratelimit.consume(request, app="search", action=action, config=config, limit_get=True):
                answer: HttpResponseBase = ratelimit.respond_429(request)
                return answer
            return view(request, *args, **kwargs)

        return counted

    return decorate
