"""Signing in through others, and the accounts elsewhere that open one's own."""

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actors, social_callbacks
from accounts.leaving import leave
from accounts.services import sign_in_ways
from accounts.sso.ways import key_of, ways_of
from accounts.views import scope
from accounts.views.feedback import say


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """Go to a provider to sign in; GET asks first, for a link elsewhere must not sign anybody in."""
    chosen = _provider(request, provider)
    if request.method == "GET":
        return render(request, "socialaccount/login.html", {"provider": chosen})
    return leave(request, chosen, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request))


@require_GET
@login_required
def ways(request: HttpRequest) -> HttpResponse:
    """Which accounts elsewhere open one's own, and which could."""
    linked = ways_of(scope.person(request))
    have = {way.provider for way in linked}
    others = [each for each in get_adapter().list_providers(request) if each.sub_id not in have]
    return render(request, "accounts/sign_in_ways.html", {"ways": linked, "others": others})


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def way_link(request: HttpRequest, provider: str) -> HttpResponse:
    """Go to a provider to link one's account there."""
    return leave(request, _provider(request, provider), process=AuthProcess.CONNECT)


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def way_unlink(request: HttpRequest) -> HttpResponse:
    """Unlink one, unless it is the last way in."""
    key = key_of(request.POST.get("way", ""))
    available = frozenset(each.sub_id for each in get_adapter().list_providers(request))
    by = actors.of_person(scope.person(request), request=request)
    gone = sign_in_ways.unlink(key or 0, available=available, by=by)
    social_callbacks.tell_of_unlinking(request, gone)
    say(request, _("%(provider)s no longer opens your account.") % {"provider": gone.get_provider().name})
    return redirect("accounts:sign-in-ways")


@never_cache
def callback(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Where Google and Microsoft send people back to, and Apple's second step."""
    _provider(request, provider)
    return social_callbacks.BY_PROVIDER[provider](request)


@never_cache
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Where OpenID Connect providers send people back to: the operator's and organisations'."""
    _provider(request, provider_id)
    return social_callbacks.oidc(request, provider_id)


def _provider(request: HttpRequest, provider: str) -> object:
    try:
        found: object = get_adapter().get_provider(request, provider)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return found
