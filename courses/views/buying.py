"""A stranger buys a course: the form with what the law wants said, the order's own page, the place that is taken."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.services import guests
from billing.selectors import sales
from billing.services.selling import coupons, links, orders
from courses.engine.selling.returns import COOLING_DAYS
from courses.forms.selling import BuyForm, ClaimForm
from courses.models import Purchase, PurchaseState
from courses.selectors import selling as selectors
from courses.selectors.selling import Shop, Shown
from courses.services.selling import claims, purchases, returning, telling
from courses.services.selling.claims import Claim
from courses.views import catalogue
from courses.views.answers import attempt
from courses.views.catalogue import of_shop
from courses.views.tries import may_order
from synthai.core.errors import DomainError

WAIT_SECONDS = 5
RATE = {"order-page": "60/m/ip", "access": "5/h/ip"}


@never_cache
@require_http_methods(["GET", "POST"])
@of_shop
def buy(request: HttpRequest, shop: Shop, course: str, key: str = "") -> HttpResponse:
    """Who buys; POST holds a place and goes on to pay, or tells what the coupon does."""
    shown = catalogue.get_shown(shop, course, key)
    form = BuyForm(request.POST or None, user=request.user)
    discount = None
    if request.method == "POST" and "look" in request.POST:
        discount = _looked_at(form, shown)
    elif request.method == "POST" and form.is_valid():
        if not may_order(request):
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        bought = attempt(form, lambda: _begun(request, shop, shown, form))
        if bought is not None:
            return _on(bought)
    context = {**catalogue.course_context(shop, shown, key), **_form(form, shown, discount)}
    return unlisted(render(request, "courses/buy.html", context))


@never_cache
@require_GET
def order(request: HttpRequest, token: str) -> HttpResponse:
    """An order as its buyer sees it: where it stands, its papers, the way in, the way back."""
    if not ratelimit.consume(request, app="courses", action="order-page", config=RATE, limit_get=True):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    with links.opened(token) as sale:
        purchase = selectors.purchase_of_sale(sale.public_id)
        context = _order(request, token, sale, purchase)
        response = render(request, "courses/order.html", context)
        if sale.state == "open" and request.GET.get("back") is None and context["last"]:
            response["Refresh"] = str(WAIT_SECONDS)
    return unlisted(response)


@require_POST
def order_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Not paid: let it be. Paid: give the course back, where law or promise gives the right."""
    with links.opened(token) as sale:
        now, purchase = timezone.now(), selectors.purchase_of_sale(sale.public_id)
        try:
            if sale.state == "open":
                orders.withdraw(sale.pk, now=now)
                messages.success(request, _("The order is cancelled. Nothing was charged."))
            else:
                returning.by_buyer(purchase, now=now)
                messages.success(request, _("Cancelled. The money goes back the way you paid."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("courses-public:order", token)


@require_POST
def order_access(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the way in once more."""
    if not ratelimit.consume(request, app="courses", action="access", config=RATE):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    with links.opened(token) as sale:
        purchase = selectors.purchase_of_sale(sale.public_id)
        if purchase.state == PurchaseState.PAID:
            telling.access(purchase)
    messages.success(request, _("The mail is on its way again."))
    return redirect("courses-public:order", token)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: take the place with one's account, or with a new one."""
    with claims.opened(token) as found:
        if found.purchase.state != PurchaseState.PAID:
            return _claimed_before(request, found)
        if request.user.is_authenticated:
            return _claim_signed_in(request, token, found)
        if guests.has_account(found.email):
            sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
            return _claim_page(request, found, sign_in_url=sign_in)
        return _claim_as_new(request, found)


@require_POST
def claim_sign_out(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the account one is signed in to, and come back to the link."""
    logout(request)
    return redirect("courses-public:claim", token)


def unlisted(response: HttpResponse) -> HttpResponse:
    """Not for search engines."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _form(form: BuyForm, shown: Shown, discount: Any) -> dict[str, Any]:
    return {
        "form": form,
        "discount": discount,
        "rest": shown.price.now - discount if discount is not None else None,
        "cooling_days": COOLING_DAYS,
        "needs_address": shown.price.has_vat
        and orders.needs_address(shown.price.now, on=timezone.localdate()),
    }


def _begun(request: HttpRequest, shop: Shop, shown: Shown, form: BuyForm) -> Purchase:
    user: Any = request.user
    email = form.cleaned_data["email"].strip().lower()
    owns = user.is_authenticated and guests.owns(user.pk, email)
    wish = form.wish(user_id=user.pk if owns else None)
    return purchases.begin(shown.course.pk, wish, owner=shop.public_id, now=timezone.now())


def _on(purchase: Purchase) -> HttpResponse:
    sale = sales.get_sale(purchase.sale)
    if sale.state == "open":
        return redirect("billing-sales:pay", links.token_of(sale))
    return redirect(sale.continue_path)


def _looked_at(form: BuyForm, shown: Shown) -> Any:
    """What the typed coupon takes off; its refusal stands beside the field, and nothing else is judged yet."""
    form.is_valid()
    for name in list(form.errors):
        del form.errors[name]
    code = form.data.get("coupon", "")
    found = attempt(form, lambda: coupons.check(code, shown.course.public_id, now=timezone.now()))
    return None if found is None else found.off(shown.price.now)


def _order(request: HttpRequest, token: str, sale: Any, purchase: Purchase) -> dict[str, Any]:
    now = timezone.now()
    right = returning.right(purchase, now=now)
    return {
        "sale": sale,
        "purchase": purchase,
        "token": token,
        "last": sales.last_try(sale),
        "documents": sales.documents_of(sale),
        "refund": sales.refund_of(sale),
        "right": right,
        "why_not": returning.WHY_NOT.get(right.why_not, ""),
        "slug": purchase.organisation.slug,
        "seller": selectors.seller(),
        "mail_shown": _masked(sale.buyer_email),
        "is_mine": request.user.is_authenticated and request.user.pk == purchase.user_id,
    }


def _masked(email: str) -> str:
    """Enough to know one's own address by: whoever has the order's address need not learn it."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}" if domain else ""


def _claim_signed_in(request: HttpRequest, token: str, found: Claim) -> HttpResponse:
    if request.method != "POST":
        return _claim_page(request, found, token=token)
    user: Any = request.user
    try:
        claims.as_person(found, user.pk, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _claim_page(request, found, token=token)
    return _welcome(request, found)


def _claim_as_new(request: HttpRequest, found: Claim) -> HttpResponse:
    form = ClaimForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, app="allauth.account", action="signup"
        )
        if limited:
            return limited
        user = attempt(form, lambda: claims.as_new(found, **form.cleaned_data, now=timezone.now()))
        if user is not None:
            get_adapter(request).login(request, user)
            return _welcome(request, found)
    return _claim_page(request, found, form=form)


def _claimed_before(request: HttpRequest, found: Claim) -> HttpResponse:
    user: Any = request.user
    if (
        user.is_authenticated
        and found.purchase.user_id == user.pk
        and found.purchase.state == PurchaseState.ENROLLED
    ):
        return redirect("courses:course", found.slug, found.purchase.course.public_id)
    return _claim_page(request, found, is_over=True)


def _welcome(request: HttpRequest, found: Claim) -> HttpResponse:
    messages.success(request, _("Welcome. The course is yours."))
    return redirect("courses:course", found.slug, found.purchase.course.public_id)


def _claim_page(request: HttpRequest, found: Claim, **context: object) -> HttpResponse:
    response = unlisted(render(request, "courses/claim.html", {"claim": found, **context}))
    response["Referrer-Policy"] = "same-origin"  # with "no-referrer" a browser posts the form from "null"
    return response
