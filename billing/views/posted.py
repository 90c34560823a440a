"""Addresses of forms: they take a POST, and lead who opens them (a reload, a bookmark) to the page the form stands on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def from_page(name: str, *, drops: tuple[str, ...] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The form of that page, whose address has the same parts as the form's, but for `drops`. The page guards itself."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        answer = cast("Callable[..., HttpResponseBase]", view)

        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def posted(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            if request.method == "POST":
                return answer(request, *args, **parts)
            kept = {part: value for part, value in parts.items() if part not in drops}
            return HttpResponseRedirect(reverse(name, kwargs=kept))

        return cast("Callable[P, R]", posted)

    return decorate
