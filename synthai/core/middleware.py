"""Middleware of pages. The request id has its own, outermost one: synthai.core.correlation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from synthai.core.error_pages import as_page_error, domain_error


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
