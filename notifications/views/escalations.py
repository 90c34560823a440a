"""Taking a matter that goes on until somebody does: in the inbox, by the link of a message, and whom an owner wants asked first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notifications import kinds as registry
from notifications import permissions, selectors
from notifications.announcement_forms import OnCallForm
from notifications.channels.protocol import Channel
from notifications.services import escalating, links, on_call
from notifications.views.sealed import kept_private
from synthai.core.access import Actor, page, signed_in_id
from synthai.core.errors import DomainError


@require_POST
@login_required
def acknowledge(request: HttpRequest, public_id: str) -> HttpResponse:
    """“I have it” beside a line of the inbox."""
    user_id = signed_in_id(request)
    line = selectors.get_line(user_id, public_id)
    if escalating.take(line.key, user_id, way="app", now=timezone.now()):
        messages.success(request, _("You have it. Nobody else is asked any more."))
    else:
        messages.info(request, _("It was taken already, or has resolved itself."))
    return redirect("notifications:notification-list")


@require_http_methods(["GET", "POST"])
def taken(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a message, without signing in: a look alone takes nothing, scanners follow links."""
    step = links.read_taken(token)
    row = step.escalation
    if request.method == "POST":
        escalating.take(row.key, step.user_id, way="link", now=timezone.now())
        return redirect("notifications:taken", token)
    kind = registry.known(row.kind)
    context = {
        "told": kind.told(row.values, Channel.IN_APP) if kind else None,
        "url": row.url,
        "matter": escalating.matters([row.key]).get(row.key),
    }
    return kept_private(render(request, "notifications/taken.html", context))


@require_http_methods(["GET", "POST"])
@page(permissions.DEFAULTS_CHANGE)
def on_call_page(request: HttpRequest, organisation: str) -> HttpResponse:
    """Who is asked first, second and so on when something must not be missed."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    form = OnCallForm(request.POST or None, chosen=on_call.chosen(), people=on_call.candidates(actor))
    if request.method == "POST" and form.is_valid():
        try:
            on_call.choose(form.order(), by=actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The order was saved."))
            return redirect("notifications-organisation:on-call", organisation)
    return render(request, "notifications/on_call.html", {"form": form})
