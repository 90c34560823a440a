"""Turns a page into the language of whoever reads it. Django's own middleware has read cookie and browser before."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts import languages

# What no person reads: nobody is asked who she is for it.
_MACHINES = (
    "/api/",
    "/hooks/",
    "/healthz",
    "/readyz",
    "/logos/",
    "/files/",
    "/robots.txt",
    "/site.webmanifest",
    "/.well-known/",
)


class LanguageMiddleware:
    """Programs are answered in what they ask for; people in what they chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(_MACHINES):
            return self.get_response(request)
        wanted = languages.wanted_by(request)
        if wanted and wanted != translation.get_language():
            translation.activate(wanted)
            request.LANGUAGE_CODE = wanted
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response
