"""Prepaid units: what is left, buy more, use a voucher, top up by itself."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from billing import permissions
from billing.forms.wallet import BuyForm, TopUpForm, VoucherForm
from billing.models import Charge, TopUp
from billing.selectors import portal
from billing.selectors import wallets as selectors
from billing.services import items, top_ups, usage_live, vouchers
from billing.views import feedback
from billing.views.posted import from_page
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.realtime import organisation_topic

PAGE_SIZE = 25


@require_GET
@page(permissions.PLAN_VIEW)
def wallet(request: TenantRequest, organisation: str) -> HttpResponse:
    """What is left of each, packs, and every movement; a fragment for HTMX."""
    template = "billing/wallet.html"
    return render(request, f"{template}#purses" if request.htmx else template, _context(request))


@page(permissions.PAYMENT_MAKE)
@from_page("billing:wallet")
def buy(request: TenantRequest, organisation: str) -> HttpResponse:
    """Make the charge of a pack, and lead to paying it."""
    form = BuyForm(request.POST)
    made = feedback.attempt(form, lambda: _bought(request, form)) if form.is_valid() else None
    if made is None:
        return _again(request, "buy_form", form)
    return redirect("billing:pay", organisation, made.public_id)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:wallet")
def voucher(request: TenantRequest, organisation: str) -> HttpResponse:
    """Put a voucher's units into the wallet."""
    form, now = VoucherForm(request.POST), timezone.now()
    pot = None
    if form.is_valid():
        code = form.cleaned_data["voucher"]
        pot = feedback.attempt(form, lambda: vouchers.redeem(code, by=request.actor, now=now))
    if pot is None:
        return _again(request, "voucher_form", form)
    messages.success(request, _("“%(name)s” is in your wallet.") % {"name": pot.label})
    return redirect("billing:wallet", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:wallet")
def top_up(request: TenantRequest, organisation: str) -> HttpResponse:
    """Buy by itself from now on."""
    form = TopUpForm(request.POST, packs=selectors.packs(now=timezone.now()))
    if not form.is_valid() or feedback.attempt(form, lambda: _put(request, form)) is None:
        return _again(request, "top_up_form", form)
    messages.success(request, _("From now on more is bought by itself."))
    return redirect("billing:wallet", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:wallet", drops=("feature",))
def top_up_remove(request: TenantRequest, organisation: str, feature: str) -> HttpResponse:
    """Buy nothing by itself any more."""
    top_ups.remove(feature, by=request.actor)
    messages.success(request, _("Nothing is bought by itself any more."))
    return redirect("billing:wallet", organisation)


def _bought(request: TenantRequest, form: forms.Form) -> Charge:
    now = timezone.now()
    price = items.price_on_sale(form.cleaned_data["price"], now=now)
    key = f"page:{form.cleaned_data['once']}"
    return items.buy(price, form.cleaned_data["quantity"], key=key, by=request.actor, now=now)


def _put(request: TenantRequest, form: forms.Form) -> TopUp:
    now, data = timezone.now(), form.cleaned_data
    price = items.price_on_sale(data["price"], now=now)
    return top_ups.put(
        price, below=data["below"], most_a_month=data["most_a_month"], by=request.actor, now=now
    )


def _again(request: TenantRequest, name: str, form: forms.Form) -> HttpResponse:
    return render(request, "billing/wallet.html", _context(request) | {name: form}, status=422)


def _context(request: TenantRequest) -> dict[str, Any]:
    now = timezone.now()
    packs = selectors.packs(now=now)
    moves = keyset.page(
        selectors.moves(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:wallet",
    )
    return {
        "purses": selectors.purses(now=now),
        "packs": packs,
        "once": secrets.token_hex(8),
        "page": moves,
        "buy_form": BuyForm(),
        "voucher_form": VoucherForm(),
        "top_up_form": TopUpForm(packs=packs),
        "has_card": portal.default_method(today=timezone.localdate(now)) is not None,
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
        "topic": organisation_topic(request.organisation.public_id, usage_live.AREA),
    }
