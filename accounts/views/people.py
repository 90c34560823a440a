"""One's own pages: where to go after signing in, one's organisations, one's account."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actors, own_account, selectors
from accounts.forms import LanguageForm, NameForm, StartForm
from accounts.services import guests, joining, organisations, people
from accounts.views import scope
from accounts.views.feedback import attempt, say


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """After signing in: the organisation opened last, or the way to the first one."""
    mine = selectors.organisations_of(scope.person(request))
    if not mine:
        places = guests.places_of(scope.person(request).pk)
        return redirect(guests.home(), places[0].slug) if places else redirect("accounts:start")
    return redirect("accounts:dashboard", mine[0].slug)


@require_http_methods(["GET", "POST"])
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Name an organisation: the first after sign-up, or one more."""
    user = scope.person(request)
    form = StartForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        by = actors.of_person(user, request=request)
        made = attempt(form, lambda: organisations.create(**form.details(), by=by, now=timezone.now()))
        if made:
            return redirect(_asked_next(request) or reverse("accounts:dashboard", args=[made.slug]))
    is_first = not selectors.organisations_of(user)
    context = {"form": form, "is_first": is_first, "join_offers": joining.offers_to(user)}
    return render(request, "accounts/organisation_start.html", context)


def _asked_next(request: HttpRequest) -> str:
    """The page of ours that sent the person here to name an organisation first; "" when none did."""
    asked = request.GET.get("next", "")
    return asked if asked and get_adapter(request).is_safe_url(asked) else ""


@require_GET
@login_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """All organisations of the person, to open one, and those they may join."""
    user = scope.person(request)
    context = {"options": selectors.organisations_of(user), "join_offers": joining.offers_to(user)}
    return render(request, "accounts/organisation_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's account at a glance: name, password, addresses, second factors, devices; each leads to its page."""
    user = scope.person(request)
    form = NameForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        people.rename(user.pk, name=form.cleaned_data["name"], by=actors.of_person(user, request=request))
        say(request, _("Your name was saved."))
        return redirect("accounts:profile")
    overview = own_account.overview(user, now=timezone.now())
    spoken = LanguageForm(initial={"language": user.language})
    return render(
        request, "accounts/profile.html", {"form": form, "overview": overview, "language_form": spoken}
    )
