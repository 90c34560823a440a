"""Addresses of forms: they take a POST, and lead who opens them (a reload, a bookmark) to the page the form stands on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def from_page(
    name: str, *, drops: tuple[str, ...] = ()
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """The form of that page, whose address has the same parts as the form's, but for `drops`. The page guards itself."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def posted(request: HttpRequest, *args: P.args, **parts: P.kwargs) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **parts)
            kept: dict[str, Any] = {part: value for part, value in parts.items() if part not in drops}
            page: HttpResponseBase = redirect(name, **kept)
            return page

        guarded = require_http_methods(["GET", "HEAD", "POST"])(posted)
        return cast("Callable[Concatenate[HttpRequest, P], R]", guarded)

    return decorate
