"""Where another organisation opens: on the page one is looking at, where it has that page."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from accounts import policy
from accounts.models import Organisation

_PREFIX = "/o/"
_SLUG_PLACE = 2  # ["", "o", "<slug>", …]


def same_page(request: HttpRequest, organisation: Organisation, *, role: str) -> str:
    """The present page's address in the other organisation.

    A page about one row (a product, a run) does not exist there, so it becomes the list above it; a page the
    person's role there may not open becomes the next one up, in the end the dashboard.
    """
    slug = organisation.slug
    dashboard = reverse("accounts:dashboard", args=[slug])
    if not request.path_info.startswith(_PREFIX):
        return dashboard
    segments = request.path_info.rstrip("/").split("/")
    segments[_SLUG_PLACE] = slug
    if request.method not in {"GET", "HEAD"}:
        segments.pop()
    held = policy.capabilities_in(organisation, role)
    while len(segments) > _SLUG_PLACE + 1:
        path = "/".join(segments) + "/"
        if _is_open(path, held):
            return path
        segments.pop()
    return dashboard


def _is_open(path: str, held: frozenset[str]) -> bool:
    """Whether a page is there that needs nothing but the organisation, and that these capabilities open."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if set(match.kwargs) != {"organisation"} or not hasattr(match.func, "capability"):
        return False
    needed = match.func.capability
    return needed is None or needed in held
