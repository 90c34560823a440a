"""Staff view of search: what could not be indexed, and what was looked for in vain."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.models import SearchChange, SearchMiss
from synthai.core.search import index
from synthai.core.staff.site import StaffAdmin, staff_site

BULK = 500


@admin.register(SearchChange, site=staff_site)
class SearchChangeAdmin(StaffAdmin):
    """Things whose entry is out of date; those that failed most come first."""

    list_display = ("kind", "key", "organisation", "attempts", "at", "not_before", "is_urgent")
    list_filter = ("attempts", "kind", "is_urgent", "at")
    list_select_related = ("organisation",)
    ordering = ("-attempts", "at")
    actions = ("try_again",)
    when_empty = _(
        "Everything is indexed. A change stands here for the seconds until the worker has read it."
    )

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[SearchChange]) -> None:
        """Have the worker read them now, as if they had never failed."""
        rows = list(queryset.order_by("pk")[:BULK])
        count = index.try_again([row.pk for row in rows], now=timezone.now())
        for row in rows:
            audit(row, "core.search_change.tried_again", by=staff_actor(request))
        said = ngettext(
            "%(count)d change waits for the worker.", "%(count)d changes wait for the worker.", count
        )
        messages.success(request, said % {"count": count})


@admin.register(SearchMiss, site=staff_site)
class SearchMissAdmin(StaffAdmin):
    """Searches without result by organisation. The words are the organisation's own: how many there are is enough for us."""

    fields = ("organisation", "language", "times", "first_at", "last_at", "is_settled")
    list_display = ("organisation", "language", "times", "first_at", "last_at", "is_settled")
    list_filter = ("is_settled", "last_at", "language")
    list_select_related = ("organisation",)
    unseen = ("words",)
    list_display_links = None
    ordering = ("-times",)

    def has_view_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        """The list alone: a row's own page would be called by its words."""
        return obj is None and bool(super().has_view_permission(request, obj))
