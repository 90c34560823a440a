"""Staff view of courses on sale. Who bought what is the seller's; staff see where it stands."""

from django.contrib import admin

from courses.models import Offer, Purchase
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Offer, site=staff_site)
class OfferAdmin(StaffAdmin):
    """Offers of courses."""

    list_display = (
        "course",
        "organisation",
        "visibility",
        "is_on_sale",
        "price",
        "early_price",
        "early_until",
    )
    list_filter = ("visibility", "is_on_sale")
    list_select_related = ("course", "organisation")
    search_fields = ("course__title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("link_key",)


@admin.register(Purchase, site=staff_site)
class PurchaseAdmin(StaffAdmin):
    """Purchases of courses."""

    list_display = ("public_id", "course", "organisation", "state", "sale", "paid_at", "returned_at")
    list_filter = ("state",)
    find_exactly = ("pk", "public_id", "sale")
    list_select_related = ("course", "organisation")
    search_fields = ("public_id", "sale", "organisation__name")
    ordering = ("-pk",)
