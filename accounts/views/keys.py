"""API keys of an organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import features, key_forms, permissions, selectors, step_up
from accounts.key_forms import KeyForm, RotateForm
from accounts.services import api_keys
from accounts.services.api_keys import KeyWithSecret
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core import entitlements
from synthai.core.access import page


@require_GET
@page(permissions.KEY_CHANGE)
def key_list(request: HttpRequest, organisation: str) -> HttpResponse:
    """Keys that work, and those that ended."""
    alive, ended = selectors.keys_by_life(scope.organisation(request).pk, now=timezone.now())
    return render(request, "accounts/key_list.html", {"alive": alive, "ended": ended})


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.KEY_CHANGE)
@step_up.proved
def create(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a key; its secret is shown once. Without keys in the plan the form is not shown."""
    entitlements.require(scope.organisation(request).pk, features.API_KEYS)
    by = scope.actor(request)
    form = KeyForm(request.POST or None, by=by, initial=key_forms.first_values())
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: api_keys.create(**form.details(), by=by, now=timezone.now()))
        if made:
            return _shown_once(request, made)
    return render(request, "accounts/key_edit.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.KEY_CHANGE)
@step_up.proved_to_send
def change(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """One key: change it, rotate it, take it over, revoke it."""
    found, by = selectors.get_key(scope.organisation(request).pk, key), scope.actor(request)
    initial = {
        "name": found.name,
        "last_day": key_forms.last_day(found.expires_at),
        "addresses": "\n".join(found.addresses),
        "scopes": found.scopes,
    }
    form = KeyForm(request.POST or None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: api_keys.change(key, **form.details(), by=by, now=timezone.now()))
        if saved:
            say(request, _("The key was saved."))
            return redirect("accounts:key-list", organisation)
    context = {"form": form, "key": found, "rotate_form": RotateForm(), "now": timezone.now()}
    return render(request, "accounts/key_edit.html", context)


@never_cache
@require_POST
@page(permissions.KEY_CHANGE)
@step_up.proved
def rotate(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """A new secret, shown once; the old one works for a while."""
    form = RotateForm(request.POST)
    hours = form.cleaned_data["overlap_hours"] if form.is_valid() else -1
    made = api_keys.rotate(key, overlap_hours=hours, by=scope.actor(request), now=timezone.now())
    return _shown_once(request, made)


@require_POST
@page(permissions.KEY_CHANGE)
@step_up.proved
def take_over(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """Become responsible for a key."""
    taken = api_keys.take_over(key, by=scope.actor(request))
    say(request, _("“%(name)s” acts for you from now on.") % {"name": taken.name})
    return redirect("accounts:key-list", organisation)


@require_POST
@page(permissions.KEY_CHANGE)
def revoke(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """End a key for good."""
    ended = api_keys.revoke(key, by=scope.actor(request), now=timezone.now())
    say(
        request,
        _("“%(name)s” is revoked: programs that use it are refused from now on.") % {"name": ended.name},
    )
    return redirect("accounts:key-list", organisation)


def _shown_once(request: HttpRequest, made: KeyWithSecret) -> HttpResponse:
    return render(request, "accounts/key_secret.html", {"key": made.key, "secret": made.secret})
