"""The page behind an invitation link: for somebody new, somebody signed in, and somebody who is not."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actors, selectors
from accounts.forms import JoinForm
from accounts.selectors import Offer
from accounts.services import acceptance
from accounts.services.acceptance import LinkInvalid
from accounts.services.deletion import OrganisationBeingDeleted
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.errors import DomainError


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the offer; POST accepts it, with the account signed in to or with a new one."""
    offer = selectors.offer(token)
    if offer is None:
        return _closed(request, LinkInvalid())
    try:
        _check(offer)
    except DomainError as refusal:
        return _closed(request, refusal)
    if request.user.is_authenticated:
        return _accept_signed_in(request, token, offer)
    if offer.has_account:
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        return _page(request, offer, sign_in_url=sign_in)
    return _accept_as_new(request, token, offer)


@never_cache
@require_POST
def sign_out(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the account one is signed in to, and come back to the offer."""
    logout(request)
    return redirect("accounts:invitation-accept", token)


def _check(offer: Offer) -> None:
    acceptance.check_open(offer.invitation, number=offer.link_number, now=timezone.now())
    if offer.organisation.is_being_deleted:
        raise OrganisationBeingDeleted


def _accept_signed_in(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    user = scope.person(request)
    is_invited = selectors.has_confirmed(user, offer.invitation.email)
    if request.method != "POST" or not is_invited:
        return _page(request, offer, is_somebody_else=not is_invited)
    try:
        acceptance.accept(token, by=actors.of_person(user, request=request), now=timezone.now())
    except DomainError as refusal:
        return _closed(request, refusal)
    return _welcome(request, offer)


def _accept_as_new(request: HttpRequest, token: str, offer: Offer) -> HttpResponse:
    form = JoinForm(request.POST or None, email=offer.invitation.email)
    if request.method == "POST" and form.is_valid():
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, app="allauth.account", action="signup"
        )
        if limited:
            return limited
        joined = attempt(
            form, lambda: acceptance.accept_as_new(token, **form.cleaned_data, now=timezone.now())
        )
        if joined:
            get_adapter(request).login(request, joined.user)
            return _welcome(request, offer)
    return _page(request, offer, form=form)


def _welcome(request: HttpRequest, offer: Offer) -> HttpResponse:
    say(request, _("Welcome to %(name)s.") % {"name": offer.organisation.name})
    return redirect("accounts:dashboard", offer.organisation.slug)


def _page(request: HttpRequest, offer: Offer, **context: object) -> HttpResponse:
    return render(request, "accounts/invitation_accept.html", {"offer": offer, **context})


def _closed(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    context = {"title": refusal.title, "sentence": str(refusal)}
    return render(request, "accounts/invitation_closed.html", context, status=refusal.status)
