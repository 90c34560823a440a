"""Middleware of pages. The request id has its own, outermost one: synthai.core.correlation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from synthai.core.error_pages import as_page_error, domain_error


class FragmentMiddleware:
    """A page and its HTMX fragment have one address: tells caches apart what they keep of it.

    Without it "back" in a browser shows the fragment that was fetched last, bare, where the page was.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["HX-Request"])
        return response


class DomainErrorMiddleware:
    """Innermost middleware: answers what services refuse, so that views need no try.

    A `DomainError` becomes a message, a toast or a page; a lock that could not be had in time becomes "somebody
    else is changing this", a database out of reach "try again in a minute". Anything else stays a 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django's hook for what a view raised."""
        error = as_page_error(exception)
        return None if error is None else domain_error(request, error)
