"""Staff view of mails and inbox lines."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import Mail, Notification
from notifications.services import mail
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Mail, site=staff_site)
class MailAdmin(StaffAdmin):
    """Outgoing mails with their attempts; bodies are not shown, they may hold one-time links."""

    list_display = ("kind", "recipient", "state", "attempts", "last_error", "created_at", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("recipient",)
    exclude = ("text", "html")
    actions = ("send_again",)

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Give failed mails a new round of attempts."""
        now = timezone.now()
        count = sum(mail.send_again(row.pk, now=now) for row in queryset.order_by("pk")[:500])
        messages.success(request, _("%(count)d mails wait to be sent again.") % {"count": count})


@admin.register(Notification, site=staff_site)
class NotificationAdmin(StaffAdmin):
    """What people were told."""

    list_display = ("title", "kind", "user", "organisation", "created_at", "read_at")
    list_filter = ("kind",)
    list_select_related = ("user", "organisation")
