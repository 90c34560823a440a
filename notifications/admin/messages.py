"""Staff view of mails and inbox lines."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from notifications.models import Attempt, Delivery, Mail, Notification, ProviderCallback, Suppression
from notifications.services import callbacks, mail, mail_kinds, resending
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import StaffAdmin, staff_site
from synthai.core.templatetags.synthai import money


class _Again(StaffAdmin):
    """Rows that may be worked at once more, by who holds Django's right to change them."""

    def has_again_permission(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))


@admin.register(Mail, site=staff_site)
class MailAdmin(_Again):
    """Outgoing mails with their attempts. What they say is not shown, searched or asked for: it may open an account."""

    list_display = (
        "kind_in_words",
        "recipient",
        "state",
        "provider",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
        "story",
    )
    list_filter = ("state", "provider", "created_at", "kind")
    search_fields = ("recipient", "public_id")
    find_exactly = ("pk", "public_id", "provider_id")
    find_newest = ("recipient__istartswith",)
    fields = (
        "kind_in_words",
        "public_id",
        "organisation",
        "kind",
        "recipient",
        "about",
        "state",
        "attempts",
        "story",
        "provider",
        "provider_id",
        "not_before",
        "last_error",
        "created_at",
        "sent_at",
    )
    unseen = ("subject", "text", "html")
    actions = ("send_again",)

    @admin.display(description=_("mail"), ordering="kind")
    def kind_in_words(self, row: Mail) -> str:
        """What it is, instead of its subject."""
        return mail_kinds.in_words(row.kind)

    @admin.display(description=_("story"))
    def story(self, row: Mail) -> str:
        """Where each try and what became of it is told."""
        return _link("admin:notification-mail-story", row.public_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Without the columns that nobody here may see."""
        rows: QuerySet[Mail] = super().get_queryset(request)
        return rows.defer(*self.unseen)

    @admin.action(description=_("Send again"), permissions=["again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Give failed mails a new round of attempts."""
        now, rows = timezone.now(), list(queryset.order_by("pk")[:500])
        again = [row for row in rows if mail.send_again(row.pk, now=now)]
        for row in again:
            audit(row, "notifications.mail.sent_again", by=staff_actor(request))
        count = len(again)
        messages.success(request, _("%(count)d mails wait to be sent again.") % {"count": count})


@admin.register(Notification, site=staff_site)
class NotificationAdmin(StaffAdmin):
    """What people were told."""

    list_display = ("title", "kind", "user", "organisation", "created_at", "read_at")
    list_filter = ("kind", "created_at")
    find_exactly = ("pk", "public_id")
    find_newest = ("user__email__istartswith",)
    list_select_related = ("user", "organisation")


@admin.register(Delivery, site=staff_site)
class DeliveryAdmin(_Again):
    """What goes to whom by which channel, and what the provider said. What the message says is not shown."""

    when_empty = _("A row for each message and channel comes here as soon as somebody is told something.")
    list_display = (
        "kind",
        "user",
        "channel",
        "state",
        "provider",
        "answer",
        "price",
        "finished_at",
        "story",
    )
    list_filter = ("state", "channel", "provider", "created_at")
    list_select_related = ("user", "message")
    find_exactly = ("pk", "public_id", "provider_id")
    find_newest = ("user__email__istartswith",)
    actions = ("send_again",)

    @admin.display(description=_("kind"), ordering="message__kind")
    def kind(self, row: Delivery) -> str:
        """What it is."""
        return row.message.kind

    @admin.display(description=_("cost"), ordering="cost")
    def price(self, row: Delivery) -> str:
        """What it cost, nothing where it was free."""
        return money(row.cost, row.currency) if row.cost else ""

    @admin.display(description=_("story"), ordering="message__created_at")
    def story(self, row: Delivery) -> str:
        """Where all that became of its message is told."""
        return _link("admin:notification-story", row.message.public_id)

    @admin.action(description=_("Send again"), permissions=["again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Give failed deliveries one more attempt."""
        now, rows = timezone.now(), list(queryset.order_by("pk")[:500])
        again = [row for row in rows if resending.send_again(row.pk, now=now)]
        for row in again:
            audit(row, "notifications.delivery.sent_again", by=staff_actor(request))
        messages.success(request, _("%(count)d deliveries go out again.") % {"count": len(again)})


@admin.register(Attempt, site=staff_site)
class AttemptAdmin(StaffAdmin):
    """Each time a parcel went out."""

    list_display = (
        "what",
        "number",
        "provider",
        "result",
        "answer",
        "cost",
        "milliseconds",
        "started_at",
        "story",
    )
    list_filter = ("result", "provider", "started_at")
    find_exactly = ("pk", "mail_id", "provider_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        """With what each carried, but nothing of what that says."""
        rows: QuerySet[Attempt] = super().get_queryset(request)
        return rows.select_related("delivery__message", "mail").defer(
            "delivery__message__values", *(f"mail__{name}" for name in MailAdmin.unseen)
        )

    @admin.display(description=_("what went out"))
    def what(self, row: Attempt) -> str:
        """A delivery by its kind, an own mail by its name."""
        if row.mail is not None:
            return mail_kinds.in_words(row.mail.kind)
        return row.delivery.message.kind if row.delivery else ""

    @admin.display(description=_("story"))
    def story(self, row: Attempt) -> str:
        """Where all that became of it is told."""
        if row.mail is not None:
            return _link("admin:notification-mail-story", row.mail.public_id)
        return _link("admin:notification-story", row.delivery.message.public_id) if row.delivery else ""


@admin.register(ProviderCallback, site=staff_site)
class ProviderCallbackAdmin(_Again):
    """What providers told later. What people wrote back is not shown."""

    when_empty = _(
        "What providers tell us later (delivered, bounced, STOP) comes here as soon as their callbacks are set up."
    )
    list_display = ("channel", "provider", "state", "attempts", "error", "received_at", "handled_at")
    list_filter = ("state", "channel", "provider", "received_at")
    find_exactly = ("pk", "digest")
    exclude = ("replies", "visit")
    actions = ("handle_again",)

    @admin.action(description=_("Handle again"), permissions=["again"])
    def handle_again(self, request: HttpRequest, queryset: QuerySet[ProviderCallback]) -> None:
        """Try those once more that failed or belonged to nothing."""
        now, rows = timezone.now(), list(queryset.order_by("pk")[:500])
        again = [row for row in rows if callbacks.handle_again(row.pk, now=now)]
        for row in again:
            audit(row, "notifications.callback.handled_again", by=staff_actor(request))
        messages.success(request, _("%(count)d messages are handled again.") % {"count": len(again)})


@admin.register(Suppression, site=staff_site)
class SuppressionAdmin(StaffAdmin):
    """Addresses that take nothing, by fingerprint."""

    when_empty = _("Nobody has answered STOP, marked us as spam or turned out not to exist.")
    list_display = ("channel", "reason", "answer", "since")
    list_filter = ("channel", "reason")
    find_exactly = ("pk", "fingerprint")


def _link(page: str, public_id: str) -> str:
    return format_html(
        '<a class="underline" href="{}">{}</a>', reverse(page, args=[public_id]), _("Its story")
    )
