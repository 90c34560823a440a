"""What I follow in an organisation, and the buttons that follow and stop."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications import audiences, permissions
from notifications.services import followed, following, unfollow_links
from notifications.views.sealed import kept_private
from synthai.core.access import TenantRequest, page


@require_GET
@page(None)
def following_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What somebody follows here."""
    context = {
        "followed": followed.followed(by=request.actor),
        "teams": audiences.teams() if request.actor.can(permissions.TOPIC_TEAM) else {},
    }
    return render(request, "notifications/following.html", context)


@require_POST
@page(None)
def follow(request: TenantRequest, organisation: str) -> HttpResponse:
    """Follow a thing."""
    topic, subject = _asked(request)
    following.subscribe(topic, subject, by=request.actor, now=timezone.now())
    return _answer(request, topic, subject, _("You follow this now."))


@require_POST
@page(None)
def unfollow(request: TenantRequest, organisation: str) -> HttpResponse:
    """Stop following a thing."""
    topic, subject = _asked(request)
    following.unsubscribe(topic, subject, by=request.actor, now=timezone.now())
    return _answer(request, topic, subject, _("You no longer follow this."))


@require_POST
@page(permissions.TOPIC_TEAM)
def team_follow(request: TenantRequest, organisation: str) -> HttpResponse:
    """Let a team follow a thing, or no more."""
    topic, subject = _asked(request)
    team = request.POST.get("team", "")
    if request.POST.get("follow") == "1":
        following.subscribe_team(topic, subject, team, by=request.actor, now=timezone.now())
        messages.success(request, _("The team follows this now."))
    else:
        following.unsubscribe_team(topic, subject, team, by=request.actor)
        messages.success(request, _("The team no longer follows this."))
    return redirect("notifications-organisation:following", organisation)


@require_http_methods(["GET", "POST"])
def unfollow_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a message, without signing in, after one press."""
    wish = unfollow_links.read(token)
    if request.method == "POST":
        unfollow_links.grant(wish, now=timezone.now())
    context = {"name": wish.name, "is_stopped": request.method == "POST"}
    return kept_private(render(request, "notifications/unfollow.html", context))


def _asked(request: TenantRequest) -> tuple[str, str]:
    return request.POST.get("topic", "")[:40], request.POST.get("subject", "")[:80]


def _answer(request: TenantRequest, topic: str, subject: str, text: str) -> HttpResponse:
    """The button as it is now; from the inbox, where there is none, a toast."""
    is_inbox = request.POST.get("from") == "inbox"
    if not request.htmx:
        messages.success(request, text)
        back = request.POST.get("next", "")
        inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        fallback = "notifications:notification-list" if is_inbox else "notifications-organisation:following"
        return (
            redirect(back)
            if inside
            else redirect(fallback, *([] if is_inbox else [request.organisation.slug]))
        )
    told = {"HX-Trigger": json.dumps({"toast": {"level": "success", "message": text}})}
    if is_inbox:
        return HttpResponse(status=204, headers=told)
    context: dict[str, Any] = {"follow": followed.state(topic, subject, by=request.actor)}
    response = render(request, "components/follow.html", context)
    response["HX-Trigger"] = told["HX-Trigger"]
    return response
