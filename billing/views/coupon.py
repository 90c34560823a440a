"""The coupon on the plan: seen beforehand, put on, taken off."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from billing import permissions
from billing.forms.choosing import CouponForm
from billing.selectors import portal
from billing.services import running_coupon
from billing.services.coupons import CouponRefused
from billing.services.subscriptions import AmountChanged, NoSubscription, NotNow
from billing.views import coupon_screen
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError, PreconditionFailed


@require_http_methods(["GET", "POST"])
@page(permissions.SUBSCRIPTION_CHANGE)
def coupon(request: TenantRequest, organisation: str) -> HttpResponse:
    """A code, and what it would do; POST puts it on the plan for that very sum."""
    now = timezone.now()
    form = CouponForm(request.POST if request.method == "POST" else request.GET or None)
    if request.method == "GET" or not form.is_valid():
        return _show(request, form, now=now)
    try:
        used = _use(request, form, now=now)
    except (AmountChanged, PreconditionFailed, CouponRefused, NotNow) as refusal:
        return _show(request, form, now=now, refusal=refusal)
    messages.success(request, coupon_screen.said_used(used))
    return redirect("billing:overview", organisation)


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:coupon")
def remove(request: TenantRequest, organisation: str) -> HttpResponse:
    """Taken off at once; the page it leads to has the button that puts it back."""
    gone = running_coupon.remove(by=request.actor, now=timezone.now())
    messages.success(request, coupon_screen.said_gone(gone))
    again = urlencode({"coupon": gone.coupon.code})
    return redirect(f"{reverse('billing:coupon', args=[organisation])}?{again}")


def _use(request: TenantRequest, form: CouponForm, *, now: datetime) -> running_coupon.Offer:
    return running_coupon.use(
        form.cleaned_data["coupon"],
        shown=form.cleaned_data["shown"],
        expected=form.cleaned_data["version"] or None,
        by=request.actor,
        now=now,
    )


def _show(
    request: TenantRequest, form: CouponForm, *, now: datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """The form, and below it what the code does. Without a plan there is nothing to put it on."""
    subscription = portal.live_subscription()
    if subscription is None:
        messages.error(request, str(NoSubscription()))
        return redirect("billing:plans", request.organisation.slug)
    context = coupon_screen.shown(subscription, form, now=now, refusal=refusal)
    return render(request, "billing/coupon.html", context, status=refusal.status if refusal else 200)
