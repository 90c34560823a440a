"""Staff view of the machinery: what waits, what failed, who did what."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from synthai.core import outbox, tasks
from synthai.core.models import AuditEntry, FailedTask, OutboxEvent
from synthai.core.staff.site import StaffAdmin, staff_site

BULK = 500


@admin.register(OutboxEvent, site=staff_site)
class OutboxEventAdmin(StaffAdmin):
    """Facts on their way; those that still wait come first."""

    list_display = ("name", "organisation", "created_at", "relayed_at", "attempts", "last_error")
    list_filter = ("name", ("relayed_at", admin.EmptyFieldListFilter))
    list_select_related = ("organisation",)
    ordering = ("-id",)
    actions = ("relay_again",)

    @admin.action(description=_("Hand to the receivers again"))
    def relay_again(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Receivers dedupe by the event's id, so this repeats nothing that was done."""
        count = sum(outbox.relay_again(row.pk) for row in queryset.order_by("pk")[:BULK])
        said = ngettext("%(count)d event waits for the relay.", "%(count)d events wait for the relay.", count)
        messages.success(request, said % {"count": count})


@admin.register(FailedTask, site=staff_site)
class FailedTaskAdmin(StaffAdmin):
    """Background tasks that gave up."""

    list_display = ("name", "organisation", "error", "attempts", "failed_at", "resolved_at")
    list_filter = ("name", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("organisation",)
    ordering = ("-failed_at",)
    actions = ("run_again",)

    @admin.action(description=_("Run again"))
    def run_again(self, request: HttpRequest, queryset: QuerySet[FailedTask]) -> None:
        """Enqueue the same task with the same arguments, and mark the failure resolved."""
        count = sum(
            tasks.run_again(row.pk) for row in queryset.filter(resolved_at=None).order_by("pk")[:BULK]
        )
        said = ngettext("%(count)d task runs again.", "%(count)d tasks run again.", count)
        messages.success(request, said % {"count": count})


@admin.register(AuditEntry, site=staff_site)
class AuditEntryAdmin(StaffAdmin):
    """The trail: who did what to which organisation's things."""

    list_display = ("at", "actor_kind", "actor_label", "code", "object_type", "object_id", "organisation")
    list_filter = ("actor_kind", "object_type")
    search_fields = ("code", "object_id", "actor_label")
    list_select_related = ("organisation",)
    ordering = ("-at",)


@admin.register(PeriodicTask, site=staff_site)
class ScheduleAdmin(PeriodicTaskAdmin, StaffAdmin):  # type: ignore[misc]
    """What beat does and when it last did it. Entries of the code come back at each start."""

    can_change = True


staff_site.register(IntervalSchedule, StaffAdmin)
staff_site.register(CrontabSchedule, StaffAdmin)
