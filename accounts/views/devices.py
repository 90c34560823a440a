"""Where one is signed in: browsers and apps, and ending them."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actors, own_account, second_factor, selectors
from accounts.services import sessions, tokens, trust
from accounts.views import scope
from accounts.views.feedback import say
from synthai.core.access import Actor


@require_GET
@login_required
def device_list(request: HttpRequest) -> HttpResponse:
    """Browsers and apps, with the button that ends each."""
    user = scope.person(request)
    browsers = own_account.browsers_of(user, present_key=request.session.session_key)
    devices = selectors.devices_of(user.pk, now=timezone.now())
    context = {
        "browsers": browsers,
        "devices": devices,
        "has_others": bool(devices) or not all(browser.is_this for browser in browsers),
        "has_second_factor": second_factor.has_one(user.pk),
    }
    return render(request, "accounts/device_list.html", context)


@require_POST
@login_required
def session_end(request: HttpRequest, session: str) -> HttpResponse:
    """Sign out one browser, perhaps this one."""
    sessions.end_one(session, by=_by(request))
    if not request.session.exists(request.session.session_key or ""):
        logout(request)
        return redirect("account_login")
    say(request, _("That browser was signed out."))
    return redirect("accounts:device-list")


@require_POST
@login_required
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everything but this browser: browsers and apps."""
    by = _by(request)
    ended = sessions.end_all(by.user_id or 0, keep=request.session.session_key, by=by)
    ended += tokens.end_others(by=by, now=timezone.now())
    say(request, _("%(count)s other devices were signed out.") % {"count": ended})
    return redirect("accounts:device-list")


@require_POST
@login_required
def device_end(request: HttpRequest, device: str) -> HttpResponse:
    """Sign out one of one's apps."""
    tokens.end_device(device, by=_by(request), now=timezone.now())
    say(request, _("The app was signed out."))
    return redirect("accounts:device-list")


@require_POST
@login_required
def trust_withdraw(request: HttpRequest) -> HttpResponse:
    """Ask for the second step on every device again."""
    trust.withdraw(by=_by(request))
    say(request, _("No device is trusted any more: each is asked for the second step at its next sign-in."))
    return redirect("accounts:device-list")


def _by(request: HttpRequest) -> Actor:
    return actors.of_person(scope.person(request), request=request)
