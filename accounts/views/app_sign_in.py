"""Signing an app in through the browser, and the keys its tokens can be checked with."""

from allauth.core.internal import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actors, app_sign_in, jwt_keys, step_up
from accounts.app_sign_in import AppRequest, AppUnknown
from accounts.services import app_codes
from accounts.views import scope
from synthai.core.error_pages import error_page


@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Sign in as always, agree on a page, and back to the app with a code."""
    try:
        asked = app_sign_in.read(request.GET)
    except AppUnknown as refusal:
        return error_page(request, refusal)
    if asked.fault:
        error, why = asked.fault
        return _back(request, asked, error=error, error_description=why)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not step_up.is_proved(request):
        return step_up.lead(request, back=request.get_full_path())
    return _decided(request, asked) if request.method == "POST" else _asking(request, asked)


@require_safe
@cache_control(public=True, max_age=300)
def jwks(request: HttpRequest) -> JsonResponse:
    """The public keys that our tokens verify with."""
    del request
    return JsonResponse(jwt_keys.published())


def _asking(request: HttpRequest, asked: AppRequest) -> HttpResponse:
    context = {"ask": asked.ask, "here": request.get_full_path()}
    return render(request, "accounts/app_sign_in.html", context)


def _decided(request: HttpRequest, asked: AppRequest) -> HttpResponse:
    limited: HttpResponse | None = ratelimit.consume_or_429(request, app="allauth.account", action="login")
    if limited:
        return limited
    if request.POST.get("answer") != "yes":
        return _back(request, asked, error="access_denied")
    user = scope.person(request)
    code = app_codes.issue(
        user,
        asked.ask,
        opening=app_sign_in.opening_of(request, user),
        by=actors.of_person(user, request=request),
        now=timezone.now(),
    )
    return _back(request, asked, code=code)


def _back(request: HttpRequest, asked: AppRequest, **said: str) -> HttpResponse:
    """A page of ours that leads back by itself, for the reason in `accounts.leaving`."""
    context = {"ask": asked.ask, "url": asked.answer(**said), "is_done": "code" in said}
    return render(request, "accounts/app_leaving.html", context)
