"""Staff view of what organisations sell in their own name: read only. Credentials are shown to nobody."""

from django.contrib import admin

from billing.models import (
    Sale,
    SaleDocument,
    SaleMessage,
    SalePayment,
    SaleRefund,
    Seller,
    SellerAccount,
    SellerCoupon,
)
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Seller, site=staff_site)
class SellerAdmin(StaffAdmin):
    """Organisations as sellers."""

    list_display = ("legal_name", "organisation", "legal_form", "vat_number", "number_prefix")
    list_filter = ("legal_form",)
    list_select_related = ("organisation",)
    search_fields = ("legal_name", "organisation__name")
    ordering = ("-pk",)


@admin.register(SellerAccount, site=staff_site)
class SellerAccountAdmin(StaffAdmin):
    """Where their buyers' money goes."""

    list_display = ("gateway", "organisation", "hint", "is_test", "created_at")
    list_filter = ("gateway", "is_test")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name",)
    ordering = ("-pk",)
    exclude = ("secret",)


@admin.register(SellerCoupon, site=staff_site)
class SellerCouponAdmin(StaffAdmin):
    """Their coupons."""

    list_display = ("code", "organisation", "percent_off", "amount_off", "used", "most", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("organisation",)
    search_fields = ("code", "organisation__name")
    ordering = ("-pk",)


@admin.register(Sale, site=staff_site)
class SaleAdmin(StaffAdmin):
    """Orders. The buyer's particulars are the seller's alone."""

    list_display = ("reference", "title", "organisation", "total", "vat", "state", "created_at", "paid_at")
    list_filter = ("state",)
    find_exactly = ("pk", "public_id", "reference")
    list_select_related = ("organisation",)
    search_fields = ("reference", "organisation__name")
    ordering = ("-pk",)
    exclude = (
        "buyer_name",
        "buyer_email",
        "buyer_phone",
        "buyer_address",
        "buyer_vat_number",
        "continue_path",  # it opens the order, with its papers and the way to give it back
        "key",
    )


@admin.register(SalePayment, site=staff_site)
class SalePaymentAdmin(StaffAdmin):
    """Tries to pay them."""

    list_display = ("reference", "sale", "organisation", "gateway", "state", "amount", "decided_at")
    list_filter = ("state", "gateway")
    find_exactly = ("pk", "reference", "gateway_id")
    list_select_related = ("sale", "organisation")
    search_fields = ("reference", "gateway_id", "organisation__name")
    ordering = ("-pk",)


@admin.register(SaleRefund, site=staff_site)
class SaleRefundAdmin(StaffAdmin):
    """What goes back."""

    list_display = ("payment", "organisation", "state", "amount", "is_by_hand", "created_at", "decided_at")
    list_filter = ("state", "is_by_hand")
    list_select_related = ("payment", "organisation")
    search_fields = ("payment__reference", "organisation__name")
    ordering = ("-pk",)


@admin.register(SaleDocument, site=staff_site)
class SaleDocumentAdmin(StaffAdmin):
    """Numbers and sums of their documents; what stands on them is the seller's."""

    list_display = ("number", "organisation", "kind", "incl", "vat", "issued_at")
    list_filter = ("kind",)
    find_exactly = ("pk", "public_id", "number")
    list_select_related = ("organisation",)
    search_fields = ("number", "organisation__name")
    ordering = ("-pk",)
    exclude = ("data", "path")


@admin.register(SaleMessage, site=staff_site)
class SaleMessageAdmin(StaffAdmin):
    """What gateways sent about sellers' accounts."""

    list_display = ("gateway", "organisation", "received_at", "attempts", "error", "next_try_at")
    list_filter = ("gateway",)
    list_select_related = ("organisation",)
    search_fields = ("organisation__name",)
    ordering = ("-pk",)
    exclude = ("body", "headers", "source_ip")
