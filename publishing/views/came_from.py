"""Whether a reader came to a piece from a list of results: of searches that lead to a piece only how many is kept, no words."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def came_from_search(request: HttpRequest) -> bool:
    """By `?from=search`, or by the page of ours that the link stood on."""
    if request.GET.get("from") == "search":
        return True
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return False
    return before.netloc == request.get_host() and before.path.endswith("/search/")
