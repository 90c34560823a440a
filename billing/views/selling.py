"""Who sells to the public, and where buyers' money goes: the pages of owner and administrators."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from billing import permissions
from billing.forms.selling import ACCOUNT_FORMS, SellerForm
from billing.services.selling import accounts, sellers
from billing.views.gateways import title_of
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.SELLER_CHANGE)
def seller(request: TenantRequest, organisation: str) -> HttpResponse:
    """What the law wants shown, VAT, and the accounts."""
    form = SellerForm(request.POST or None, seller=sellers.present(), initial=_guessed(request))
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Saved. Invoices from now on say this."))
        return redirect("billing:seller", organisation)
    return render(request, "billing/seller.html", _shown(request, form))


@sensitive_post_parameters("merchant_key", "passphrase", "secret_key")
@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.SELLER_CHANGE)
def account(request: TenantRequest, organisation: str, gateway: str) -> HttpResponse:
    """The credentials of one gateway."""
    made = ACCOUNT_FORMS.get(gateway)
    if made is None:
        raise Http404
    form = made(request.POST or None)
    if request.method == "POST" and form.is_valid() and _connected(request, gateway, form):
        return redirect("billing:seller", organisation)
    address = settings.SITE_URL.rstrip("/") + reverse(
        "billing-hooks:sale", args=[request.organisation.public_id, gateway]
    )
    context = {"form": form, "gateway": gateway, "title": title_of(gateway), "hook_address": address}
    return render(request, "billing/seller_account.html", context)


@require_POST
@page(permissions.SELLER_CHANGE)
def account_remove(request: TenantRequest, organisation: str, gateway: str) -> HttpResponse:
    """Take no more money there."""
    accounts.remove(gateway, by=request.actor)
    messages.success(request, _("Removed. Type the account in again to use it once more."))
    return redirect("billing:seller", organisation)


def _saved(request: TenantRequest, form: SellerForm) -> bool:
    try:
        sellers.change(form.values(), by=request.actor, expected=form.cleaned_data["seen"] or None)
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    else:
        return True
    return False


def _connected(request: TenantRequest, gateway: str, form: Form) -> bool:
    """Keep the account, unless the gateway refuses its key."""
    given = dict(form.cleaned_data)
    is_test = bool(given.pop("is_test", str(given.get("secret_key", "")).startswith("sk_test_")))
    try:
        found = accounts.connect(gateway, given, is_test=is_test, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    if found.is_unsure:
        words = _(
            "Kept, but %(gateway)s did not answer, so nobody knows yet whether the key works. Save it again later."
        )
        messages.warning(request, words % {"gateway": title_of(gateway)})
    else:
        messages.success(request, _("Buyers can pay you there now."))
    return True


def _shown(request: TenantRequest, form: SellerForm) -> dict[str, Any]:
    kept = {each.gateway: each for each in accounts.present()}
    return {
        "form": form,
        "has_test": any(each.is_test for each in kept.values()),
        "missing": sellers.missing(sellers.present()),
        "accounts": [
            {"code": code, "title": title_of(code), "account": kept.get(code)} for code in ACCOUNT_FORMS
        ],
    }


def _guessed(request: TenantRequest) -> dict[str, Any]:
    """What the organisation told us already, to begin with."""
    letters = "".join(word[0] for word in request.organisation.slug.split("-") if word)
    return {
        "legal_name": request.organisation.name,
        "vat_number": request.organisation.vat_number,
        "number_prefix": (letters or "S").upper()[:6],
    }
