"""Pages behind sealed links of messages: opened without sign-in, so their addresses stay between us and the reader."""

from django.http import HttpResponse


def kept_private(response: HttpResponse) -> HttpResponse:
    """Told to no other site and to no search engine.

    Not `no-referrer`: with that a browser posts the page's form from the origin "null", which is refused.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
