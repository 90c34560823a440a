"""What reaches me: the matrix, quiet hours, the link of a mail, and a mail program's own button."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications import kinds as registry
from notifications import matrix, permissions, reach, selectors
from notifications.forms import BudgetForm, HoursForm
from notifications.services import budgets, choices, defaults, links
from notifications.services.choices import Way
from notifications.views.sealed import kept_private
from synthai.core.access import Actor, page, signed_in_id
from synthai.core.errors import DomainError

PAGES = {"page": "notifications/choices.html", "link": "notifications/choices_by_link.html"}


@require_http_methods(["GET", "POST"])
@login_required
def choices_page(request: HttpRequest) -> HttpResponse:
    """What reaches me, on which channel, how often."""
    return _choices(request, signed_in_id(request), "page", "notifications:choices")


@require_http_methods(["GET", "POST"])
def choices_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the link of a mail, without signing in."""
    user_id = links.read_choices(token)
    return kept_private(_choices(request, user_id, "link", "notifications:choices-by-link", token))


@csrf_exempt  # the mail program's post carries no cookie and no token: the sealed address is the proof (RFC 8058)
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a category's mails: at once for a mail program's post, after one press for a person who followed the link."""
    user_id, category = links.read_stop(token)
    if request.method == "POST":
        by_program = (
            "List-Unsubscribe" in request.POST
        )  # as RFC 8058 has mail programs say; a person presses the button
        way = Way("one_click" if by_program else "link", get_client_ip(request))
        choices.stop(user_id, category, way=way, now=timezone.now())
    found = registry.categories().get(category)
    context = {
        "title": found.title if found else category,
        "is_stopped": request.method == "POST",
        "choices_path": links.choices_path(user_id),
    }
    return render(request, "notifications/stop.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.DEFAULTS_CHANGE)
def organisation_defaults(request: HttpRequest, organisation: str) -> HttpResponse:
    """What holds for people who chose nothing themselves, and what messages may cost."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    standing = selectors.budget()
    form = BudgetForm(
        request.POST or None, initial={"monthly_limit": standing.monthly_limit if standing else None}
    )
    if request.method == "POST" and form.is_valid():
        defaults.set_defaults(matrix.wanted(request.POST), by=actor)
        budgets.set_limit(form.cleaned_data["monthly_limit"], by=actor, now=timezone.now())
        messages.success(request, _("What your people are told by default was saved."))
        return redirect("notifications-organisation:defaults", organisation)
    context = {"form": form, "rows": matrix.organisation_rows(defaults.stored()), "standing": standing}
    return render(request, "notifications/organisation_defaults.html", context)


def _choices(request: HttpRequest, user_id: int, way: str, back: str, *args: Any) -> HttpResponse:
    hours = choices.hours_of(user_id)
    form = HoursForm(request.POST or None, initial={name: getattr(hours, name) for name in choices.HOURS})
    if request.method == "POST" and form.is_valid() and _saved(request, user_id, form, way):
        messages.success(request, _("Your choices were saved."))
        return redirect(back, *args)
    places = reach.places_of(user_id)
    context = {
        "form": form,
        "rows": matrix.rows(
            selectors.choices_of(user_id),
            {},
            reached=reach.channels(places),
            may_agree=way != choices.BY_LINK,
        ),
        "changes": selectors.changes_of(user_id),
        "places": places if way == "page" else (),
        "proof_url": reverse("notifications:consent-proof") if way == "page" else "",
    }
    return render(request, PAGES[way], context)


def _saved(request: HttpRequest, user_id: int, form: HoursForm, way: str) -> bool:
    program = request.headers.get("user-agent", "")[:200]
    how = Way(
        way, get_client_ip(request), {"page": request.path if way == "page" else way, "program": program}
    )
    now = timezone.now()
    try:
        choices.change(user_id, matrix.wanted(request.POST), form.cleaned_data, way=how, now=now)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
