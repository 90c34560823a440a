"""The trainer's pages of selling: a course's offer, sales with refunds, coupons; and a buyer's own purchases."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing.selectors import sales
from billing.services.selling import coupons, links, orders, sellers
from courses import permissions
from courses.forms.selling import CouponForm, OfferForm, ReturnForm
from courses.models import Course, Offer, Purchase, Visibility
from courses.selectors import drafts
from courses.selectors import selling as selectors
from courses.services.selling import exporting, offers, returning
from courses.services.selling.purchases import KIND
from courses.views import screens
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page, signed_in_id
from synthai.core.errors import DomainError

PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
@page(permissions.OFFER_CHANGE)
def offer(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Who sees the course outside, what it costs, what is promised."""
    found = drafts.get_course(course)
    present = offers.present(found)
    form = OfferForm(request.POST or None, offer=present)
    if request.method == "POST" and form.is_valid() and _kept(request, found, form):
        messages.success(request, _("Saved."))
        return redirect("courses:offer", organisation, course)
    return render(request, "courses/offer_edit.html", _offer(request, found, present, form))


@require_POST
@page(permissions.OFFER_CHANGE)
def offer_link(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Another secret link; the old one dies."""
    found = drafts.get_course(course)
    try:
        offers.renew_link(found.pk, by=request.actor)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("There is a new link. The old one opens nothing any more."))
    return redirect("courses:offer", organisation, course)


@require_GET
@page(permissions.SALE_VIEW)
def sale_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What was sold, what came in, what went back."""
    return render(request, "courses/sale_list.html", _sales(request, organisation))


@require_GET
@page(permissions.SALE_VIEW)
def sale_file(request: TenantRequest, organisation: str) -> FileResponse:
    """Every sale as CSV."""
    content = exporting.as_file(by=request.actor)
    return FileResponse(content, as_attachment=True, filename="sales-of-courses.csv")


@require_http_methods(["GET", "POST"])
@page(permissions.SALE_RETURN)
def sale_return(request: TenantRequest, organisation: str, sale: str) -> HttpResponse:
    """Pay a buyer back, whole."""
    found, form = sales.get_sale(sale), ReturnForm(request.POST or None)
    purchase = selectors.purchase_of_sale(found.public_id)
    if request.method == "POST" and form.is_valid():
        _give_back(request, found, purchase, form.cleaned_data["reason"])
        return redirect("courses:sale-list", organisation)
    context = {"sale": found, "purchase": purchase, "form": form, "refund": sales.refund_of(found)}
    return render(request, "courses/sale_return.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.OFFER_CHANGE)
def coupon_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Coupons for buyers, and a new one."""
    courses = [(row.public_id, row.title) for row in drafts.courses_to_write().order_by("title")[:200]]
    form = CouponForm(request.POST or None, courses=courses)
    if request.method == "POST" and form.is_valid():
        by, values = request.actor, form.cleaned_data
        if (
            attempt(form, lambda: coupons.make(values, capability=permissions.OFFER_CHANGE, by=by))
            is not None
        ):
            messages.success(request, _("Buyers can use the coupon now."))
            return redirect("courses:coupon-list", organisation)
    return render(request, "courses/coupon_list.html", {"form": form, "page": _coupons(request)})


@require_POST
@page(permissions.OFFER_CHANGE)
def coupon_set(request: TenantRequest, organisation: str, coupon: str) -> HttpResponse:
    """End a coupon, or open it again: the one undoes the other."""
    is_active = request.POST.get("active") == "1"
    coupons.set_active(coupon, is_active, capability=permissions.OFFER_CHANGE, by=request.actor)
    messages.success(
        request, _("The coupon works again.") if is_active else _("Nobody can use the coupon any more.")
    )
    return redirect("courses:coupon-list", organisation)


@require_GET
@page(permissions.COURSE_LEARN)
def purchase_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """One's own orders."""
    rows = keyset.page(
        selectors.purchases_of(signed_in_id(request)),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="course-purchases",
    )
    found = sales.by_public_id([row.sale for row in rows.rows])
    owner = request.organisation.public_id
    listed = [(row, found.get(row.sale), links.make(owner, row.sale)) for row in rows.rows]
    return render(request, "courses/purchase_list.html", {"page": rows, "listed": listed})


def _give_back(request: TenantRequest, sale: Any, purchase: Purchase, reason: str) -> None:
    """Pay back, or note that it was done by hand, and say what came of it."""
    now = timezone.now()
    try:
        if "by_hand" in request.POST:
            returning.by_hand(purchase, by=request.actor, now=now)
        else:
            returning.by_trainer(purchase, reason, by=request.actor, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return
    refund = sales.refund_of(sale)
    if refund is not None and refund.state == "failed":
        words = _(
            "The payment service could not pay it back: %(why)s. Pay the buyer by EFT, unless the money went back already; then say so here."
        )
        messages.error(request, words % {"why": refund.failure.rstrip(".")})
    else:
        messages.success(request, _("Paid back. The buyer gets a credit note by mail."))


def _sales(request: TenantRequest, organisation: str) -> dict[str, Any]:
    rows = keyset.page(
        selectors.rows_of_sales(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="course-sales",
    )
    return {
        "page": rows,
        "month": sales.figures_of(KIND, since=selectors.month_began(timezone.now())),
        "ever": sales.figures_of(KIND),
        "is_ready": orders.is_ready(),
        "may_return": request.actor.can(permissions.SALE_RETURN),
        "may_sell": request.actor.can("billing.seller.change"),
        "catalogue_url": reverse("courses-public:catalogue", args=[organisation]),
    }


def _coupons(request: TenantRequest) -> Any:
    return keyset.page(
        sales.coupons(),
        ordering=("-id",),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="course-coupons",
    )


def _kept(request: TenantRequest, course: Course, form: OfferForm) -> bool:
    by, now, expected = request.actor, timezone.now(), form.cleaned_data["seen"] or None
    saved = attempt(form, lambda: offers.change(course.pk, form.values(), by=by, now=now, expected=expected))
    return saved is not None


def _offer(request: TenantRequest, course: Course, present: Offer, form: OfferForm) -> dict[str, Any]:
    site, slug = settings.SITE_URL.rstrip("/"), request.organisation.slug
    path = reverse("courses-public:course", args=[slug, course.public_id])
    if present.visibility == Visibility.LINK:
        path = reverse("courses-public:course-by-link", args=[slug, course.public_id, present.link_key])
    seller = sellers.present()
    return {
        **screens.course(request, course, active="offer"),
        "form": form,
        "offer": present,
        "address": site + path if present.pk and present.visibility != Visibility.ORGANISATION else "",
        "is_live": course.is_live,
        "is_ready": orders.is_ready(),
        "missing": sellers.missing(seller),
        "may_sell": request.actor.can("billing.seller.change"),
        "vat": sellers.vat_in(seller, present.price, timezone.localdate()) if seller else Decimal(0),
    }
