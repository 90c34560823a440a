"""A customer's proof of an EFT comes in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from billing import permissions
from billing.forms.portal import ProofForm
from billing.models import PaymentProof
from billing.selectors import portal
from billing.services import proofs
from billing.views import screens
from billing.views.feedback import attempt
from synthai.core import files
from synthai.core.access import TenantRequest, page


@never_cache
@require_POST
@page(permissions.PAYMENT_MAKE)
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


def _taken(request: TenantRequest, public_id: str) -> PaymentProof:
    try:
        files.refuse_if_too_large(request)
    except files.FileTooLarge as error:  # stopped while it came in, so that there is no file
        raise proofs.ProofTooBig from error
    file = request.FILES.get("file")
    if file is None:
        raise proofs.ProofRefused
    return proofs.attach(public_id, file, name=file.name or "", by=request.actor, now=timezone.now())
