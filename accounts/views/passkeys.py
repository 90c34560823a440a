"""One's passkeys by sealed ids: allauth's views take the key of the row, which addresses must not hold."""

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actors, own_account, step_up
from accounts.services import passkeys
from accounts.views import scope
from accounts.views.feedback import say
from synthai.core import sealing

_PURPOSE = "accounts.passkey"


def sealed_id(authenticator: Authenticator) -> str:
    """What addresses call a passkey."""
    return sealing.seal(str(authenticator.pk).encode(), purpose=_PURPOSE)


@require_GET
@login_required
def passkey_list(request: HttpRequest) -> HttpResponseBase:
    """Name, age and last use of each."""
    rows = [
        (sealed_id(key), key, passkeys.is_suspended(key))
        for key in own_account.passkeys_of(scope.person(request))
    ]
    return render(request, "mfa/webauthn/authenticator_list.html", {"passkeys": rows})


@require_http_methods(["GET", "POST"])
@login_required
def passkey_remove(request: HttpRequest, passkey: str) -> HttpResponseBase:
    """Take one away."""
    return _of_row(webauthn.remove_webauthn, request, passkey)


@require_http_methods(["GET", "POST"])
@login_required
def passkey_rename(request: HttpRequest, passkey: str) -> HttpResponseBase:
    """Call one something else."""
    return _of_row(webauthn.edit_webauthn, request, passkey)


@require_POST
@login_required
def passkey_keep(request: HttpRequest, passkey: str) -> HttpResponseBase:
    """Let a suspended one sign in again; a password, a code or another proof comes first, not a passkey."""
    pk = _own(request, passkey)
    if not passkeys.proved_without_passkey(request.session, now=timezone.now()):
        messages.info(
            request,
            _("Prove that it is you without a passkey first, then keep it: one in doubt proves nothing."),
        )
        return step_up.lead(request, back=reverse("mfa_list_webauthn"), without_passkey=True)
    passkeys.keep(pk, by=actors.of_person(scope.person(request), request=request))
    say(request, _("The passkey signs you in again."))
    return redirect("mfa_list_webauthn")


def _of_row(view, request: HttpRequest, passkey: str) -> HttpResponseBase:  # type: ignore[no-untyped-def]
    """Run a view of allauth's for a sealed id; it looks among the person's own rows only."""
    reply: HttpResponseBase = view(request, pk=_own(request, passkey))
    return reply


def _own(request: HttpRequest, passkey: str) -> int:
    try:
        pk = int(sealing.unseal(passkey, purpose=_PURPOSE))
    except ValueError as error:  # BrokenSeal is one
        raise Http404 from error
    if pk not in [key.pk for key in own_account.passkeys_of(scope.person(request))]:
        raise Http404
    return pk
