"""Choosing a language: one's own, by the switch at the foot of each page; and the one of an organisation."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts import actors, languages, permissions, settings_screen
from accounts.forms import LanguageForm
from accounts.models import User
from accounts.services import organisations, people
from accounts.views import scope
from accounts.views.feedback import say
from synthai.core.access import page


@csrf_exempt  # the switch of a visitor stands on pages that caches keep: no token of hers may be in them
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept in this browser, and as her word when a person is signed in."""
    return _own(request) if request.user.is_authenticated else _chosen(request)


@csrf_protect
def _own(request: HttpRequest) -> HttpResponse:
    return _chosen(request)


def _chosen(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    back = request.POST.get("next", "")
    response = redirect(back if _is_path(request, back) else "site:home")
    if not form.is_valid():
        return response
    tag = form.cleaned_data["language"]
    if isinstance(request.user, User):
        people.speak(request.user.pk, language=tag, by=actors.of_person(request.user, request=request))
    languages.keep(response, tag)
    return response


def _is_path(request: HttpRequest, address: str) -> bool:
    """Whether it is a path on this site. A word without a stroke would be read as the name of a view."""
    return address.startswith("/") and bool(get_adapter(request).is_safe_url(address))


@require_POST
@page(permissions.ORGANISATION_CHANGE)
def choose_for_all(request: HttpRequest, organisation: str) -> HttpResponse:
    """What everybody of the organisation reads who chose nothing herself."""
    form = LanguageForm(request.POST, is_required=True)
    if not form.is_valid():
        context = settings_screen.context(request, language_form=form)
        return render(request, "accounts/organisation_settings.html", context)
    locale = languages.locale_of(form.cleaned_data["language"])
    organisations.change(locale=locale, by=scope.actor(request))
    with translation.override(languages.wanted_by(request) or translation.get_language()):
        say(request, _("The language was saved. Whoever chose one of their own keeps it."))
    return redirect("accounts:organisation-settings", organisation)
