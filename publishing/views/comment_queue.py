"""Comments for moderators: what waits, what was reported, what is hidden, what stands."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publishing import permissions
from publishing.forms.comments import HideForm
from publishing.selectors import comments as selectors
from publishing.services import comment_moderation
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import attempt, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

SIZE: Final = 30
QUEUE: Final = "publishing:comment-queue"


@require_safe
@page(permissions.COMMENT_MODERATE)
def queue(request: TenantRequest, organisation: str) -> HttpResponse:
    """One queue with the numbers of all; what waits longest stands first, else the newest."""
    figures = selectors.figures(is_leader=request.actor.can(permissions.LEADERS_READ))
    name = _chosen(request, figures)
    found = keyset.page(
        selectors.queue(name, by=request.actor),
        ordering=("pk",) if name in {"waiting", "reported"} else ("-pk",),
        size=SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"comments:{name}",
    )
    told = {"page": found, "judged": selectors.judged(found.rows), "queue": name}
    told |= {"tabs": _tabs(organisation, name, figures), "nav_tabs": shelf_tabs(request, "comments")}
    return render(request, "publishing/comment_queue.html", told)


@require_POST
@page(permissions.COMMENT_MODERATE)
def show(request: TenantRequest, organisation: str, comment: str) -> HttpResponse:
    """Let readers see it."""
    comment_moderation.show(comment, by=request.actor, now=timezone.now())
    messages.success(request, _("Readers see it."))
    return _back(request, organisation)


@require_http_methods(["GET", "POST"])
@page(permissions.COMMENT_MODERATE)
def hide(request: TenantRequest, organisation: str, comment: str) -> HttpResponse:
    """Take it out of everybody's sight, with a word why."""
    row = selectors.to_judge(comment, by=request.actor)
    form = HideForm(sent(request))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _hidden(request, comment, form)) is not None:
        return _back(request, organisation, undo=comment)
    context = {"judged": selectors.judged([row])[0], "form": form, "next": request.GET.get("queue", "")}
    return render(request, "publishing/comment_hide.html", context)


def _hidden(request: TenantRequest, comment: str, form: HideForm) -> object:
    reason = form.cleaned_data["reason"]
    return comment_moderation.hide(comment, reason=reason, by=request.actor, now=timezone.now())


def _chosen(request: TenantRequest, figures: dict[str, int]) -> str:
    asked = request.GET.get("queue", "")
    if asked in selectors.QUEUES:
        return asked
    return "reported" if figures["reported"] and not figures["waiting"] else "waiting"


def _tabs(organisation: str, here: str, figures: dict[str, int]) -> list[dict[str, Any]]:
    labels = {
        "waiting": _("Waiting"),
        "reported": _("Reported"),
        "shown": _("Shown"),
        "hidden": _("Hidden"),
    }
    address = reverse(QUEUE, args=[organisation])
    return [
        {
            "label": labels[name],
            "url": f"{address}?queue={name}",
            "active": name == here,
            "count": figures[name],
        }
        for name in selectors.QUEUES
    ]


def _back(request: TenantRequest, organisation: str, undo: str = "") -> HttpResponse:
    name = request.POST.get("queue", "")
    asked = "&".join(
        [
            *([f"queue={name}"] if name in selectors.QUEUES else []),
            *([f"undo={undo}"] if undo else []),
        ]
    )
    return redirect(f"{reverse(QUEUE, args=[organisation])}{'?' if asked else ''}{asked}")
