"""Staff view of organisations' own senders. The key that signs is not shown."""

from django.contrib import admin

from notifications.models import Sender
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Sender, site=staff_site)
class SenderAdmin(StaffAdmin):
    """From which addresses organisations send, and what the DNS said of them last."""

    list_display = ("organisation", "address", "domain", "provider", "checked_at", "proven_at", "missed")
    list_filter = ("provider", "proven_at")
    list_select_related = ("organisation",)
    find_exactly = ("pk", "domain", "address")
    exclude = ("key",)
