"""A customer's proof of an EFT comes in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from billing import permissions, proof_uploads
from billing.forms.portal import ProofForm
from billing.models import PaymentProof
from billing.selectors import portal
from billing.services import pay_links, proofs
from billing.views import links, screens
from billing.views.feedback import attempt
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page


@never_cache
@page(permissions.PAYMENT_MAKE)
@from_page("billing:payment")
def attach(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Keep the file beside the payment; refused with the reason under the field."""
    found = portal.get_payment(public_id)
    form = ProofForm(request.POST, request.FILES)
    if attempt(form, lambda: _taken(request, public_id)) is None:
        shown = screens.payment(request, found)
        if "proof_form" not in shown:  # it was decided meanwhile, or is no EFT
            messages.error(request, str(proofs.ProofNotAwaited()))
            return redirect("billing:payment", organisation, public_id)
        shown["proof_form"] = form
        return render(request, "billing/payment.html", shown, status=422)
    messages.success(request, _("Thank you. The proof is here; we still wait for the money to arrive."))
    return redirect("billing:payment", organisation, public_id)


@links.unlisted
@from_page("billing-public:pay-back")
def attach_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same, by whoever has the pay link of the charge."""
    form = ProofForm(request.POST, request.FILES)
    with pay_links.opened(token, now=timezone.now()) as found:
        if attempt(form, lambda: _taken_by_link(request, found)) is not None:
            return redirect("billing-public:pay-back", token)
        shown = screens.link_back(found, token)
        if "proof_form" not in shown:
            return redirect("billing-public:pay", token)
        shown["proof_form"] = form
        return render(request, "billing/link_back.html", shown, status=422)


def _taken(request: TenantRequest, public_id: str) -> PaymentProof:
    file = proof_uploads.proof_of(request, request.FILES)
    return proofs.attach(public_id, file, name=file.name or "", by=request.actor, now=timezone.now())


def _taken_by_link(request: HttpRequest, found: pay_links.Opened) -> PaymentProof:
    file = proof_uploads.proof_of(request, request.FILES)
    if found.newest_payment is None:
        raise proofs.ProofNotAwaited
    return proofs.attach_by_link(found.newest_payment, file, name=file.name or "", now=timezone.now())
