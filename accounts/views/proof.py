"""After proof was given: the act that asked for it, once more, for one press."""

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import step_up


@never_cache
@require_GET
@login_required
def given(request: HttpRequest) -> HttpResponse:
    """The form that was interrupted, with what was typed; nothing is done before it is sent again."""
    pending = request.session.pop(step_up.PENDING, None)
    if pending is None:
        return redirect("accounts:home")
    return render(request, "accounts/proof_given.html", {"pending": pending})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """For who has no password and no second factor here: the proof is a new sign-in where they always sign in."""
    back = get_next_redirect_url(request) or reverse("accounts:home")
    if request.method == "GET":
        return render(request, "accounts/sign_in_again.html", {"next": back})
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
