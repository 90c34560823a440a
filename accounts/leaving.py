"""Sending a browser to an identity provider.

By a page of ours that moves on by itself, not by a redirect of the form's post: the Content-Security-Policy lets forms lead
to this site only, and browsers hold redirects to that as well. It also says where one is going.
"""

from typing import Any

import requests
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts import social_refusals
from accounts.gateways.oidc import is_web_address


def leave(
    request: HttpRequest, provider: Any, *, process: str, next_url: str | None = None, data: Any = None
) -> HttpResponse:
    """The page that leads to the provider, or the one that says that it does not answer."""
    try:
        reply: HttpResponse = provider.redirect(request, process, next_url, data)
    except (requests.RequestException, KeyError, ValueError):
        down = social_refusals.ProviderDown(provider=provider.name)
        return social_refusals.page(request, down, emergency=True)
    if not isinstance(reply, HttpResponseRedirect):
        return reply
    if not is_web_address(reply.url, may_be_http=settings.OUTBOUND_PRIVATE_ADDRESSES):
        return social_refusals.page(request, social_refusals.ProviderRefused(provider=provider.name))
    return render(request, "socialaccount/leaving.html", {"provider": provider, "url": reply.url})
