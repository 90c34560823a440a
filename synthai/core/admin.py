"""Staff view of the machinery: what waits, what failed, who did what."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from synthai.core import outbox, pausing, tasks
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.models import AuditEntry, FailedTask, OutboxEvent
from synthai.core.search import admin as search_admin
from synthai.core.staff import trail
from synthai.core.staff.site import StaffAdmin, staff_site

__all__ = ["search_admin"]
BULK = 500


@admin.register(OutboxEvent, site=staff_site)
class OutboxEventAdmin(StaffAdmin):
    """Facts on their way; those that still wait come first."""

    list_display = ("name", "organisation", "created_at", "relayed_at", "attempts", "last_error")
    list_filter = (("relayed_at", admin.EmptyFieldListFilter), "created_at", "name")
    find_exactly = ("pk", "public_id")
    find_newest = ("request_id",)
    list_select_related = ("organisation",)
    ordering = ("-id",)
    actions = ("relay_again",)

    @admin.action(description=_("Hand to the receivers again"))
    def relay_again(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Receivers dedupe by the event's id, so this repeats nothing that was done."""
        rows = list(queryset.order_by("pk")[:BULK])
        count = sum(outbox.relay_again(row.pk) for row in rows)
        for row in rows:
            audit(row, "core.outbox.relayed_again", by=staff_actor(request))
        said = ngettext("%(count)d event waits for the relay.", "%(count)d events wait for the relay.", count)
        messages.success(request, said % {"count": count})


@admin.register(FailedTask, site=staff_site)
class FailedTaskAdmin(StaffAdmin):
    """Background tasks that gave up."""

    list_display = ("name", "organisation", "error", "attempts", "failed_at", "resolved_at")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter), "failed_at", "name")
    find_newest = ("name__icontains", "request_id")
    list_select_related = ("organisation",)
    ordering = ("-failed_at",)
    actions = ("run_again",)

    @admin.action(description=_("Run again"))
    def run_again(self, request: HttpRequest, queryset: QuerySet[FailedTask]) -> None:
        """Enqueue the same task with the same arguments, and mark the failure resolved."""
        rows = list(queryset.filter(resolved_at=None).order_by("pk")[:BULK])
        again = [row for row in rows if tasks.run_again(row.pk)]
        for row in again:
            audit(row, "core.failed_task.run_again", by=staff_actor(request))
        count = len(again)
        said = ngettext("%(count)d task runs again.", "%(count)d tasks run again.", count)
        messages.success(request, said % {"count": count})


@admin.register(AuditEntry, site=staff_site)
class AuditEntryAdmin(StaffAdmin):
    """The trail: who did what to which organisation's things."""

    fields = (
        "at",
        "actor_kind",
        "actor_label",
        "code",
        "object_type",
        "object_id",
        "organisation",
        "told",
        "request_id",
        "ip",
        "seq",
    )
    list_display = ("at", "actor_kind", "actor_label", "code", "object_type", "object_id", "organisation")
    list_filter = ("actor_kind", "at", "object_type")
    find_newest = ("request_id", "object_id")
    search_fields = ("code", "object_id", "actor_label", "request_id")
    list_select_related = ("organisation",)
    ordering = ("-at",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """A row's page leads to its own entries."""
        allowed: bool = super().lookup_allowed(lookup, value, request)
        return allowed or lookup == "object_id__exact"

    @admin.display(description=_("changes"))
    def told(self, row: AuditEntry) -> str:
        """What changed, where it is not the customer's alone."""
        return "; ".join(f"{each.field}: {each.old} → {each.new}" for each in trail.changes_of(row)) or "–"


@admin.register(PeriodicTask, site=staff_site)
class ScheduleAdmin(StaffAdmin):
    """What beat does and when it last did it. Entries of the code come back at each start; paused ones stay paused."""

    list_display = ("name", "task", "timing", "enabled", "last_run_at", "total_run_count")
    list_filter = ("enabled",)
    list_select_related = ("interval", "crontab")
    search_fields = ("name", "task")
    find_newest = ("name__icontains", "task__icontains")
    ordering = ("name",)
    actions = ("pause", "resume")

    @admin.display(description=_("when"))
    def timing(self, row: PeriodicTask) -> str:
        """Every so many seconds, or at which times."""
        return str(row.interval or row.crontab or "")

    @admin.action(description=_("Pause"))
    def pause(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Beat leaves them alone until somebody resumes them."""
        self._set_enabled(request, queryset, is_enabled=False)

    @admin.action(description=_("Resume"))
    def resume(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Beat does them again."""
        self._set_enabled(request, queryset, is_enabled=True)

    def _set_enabled(
        self, request: HttpRequest, queryset: QuerySet[PeriodicTask], *, is_enabled: bool
    ) -> None:
        by, keys = staff_actor(request), list(queryset.order_by("pk").values_list("pk", flat=True)[:BULK])
        count = sum(pausing.set_enabled(key, is_enabled=is_enabled, by=by) for key in keys)
        said = ngettext("%(count)d entry was changed.", "%(count)d entries were changed.", count)
        messages.success(request, said % {"count": count})


staff_site.register(IntervalSchedule, StaffAdmin)
staff_site.register(CrontabSchedule, StaffAdmin)
