"""The staff admin: every look into a tenant goes through all_tenants() and is written to the audit trail."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urlencode

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff import export, trail
from synthai.core.tenancy import all_tenants

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# The theme's scripts evaluate expressions and its styles are inline; the exception holds for the admin alone.
STAFF_CSP = {"script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


class StaffSite(UnfoldAdminSite):  # type: ignore[misc]  # the theme has no types
    """Django's admin behind the product's own sign-in, over all tenants."""

    site_title = "SynthAI staff"
    site_header = "SynthAI staff"
    index_title = "Today"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list[URLPattern] = []
        self.door: Callable[[HttpRequest], str | None] = lambda _request: None

    def extra_urls(self) -> list[URLPattern]:
        """Pages that see several apps; composition adds them to `pages` before the addresses are made."""
        return self.pages

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who have passed the door: accounts puts one before it that asks for a second factor."""
        return bool(super().has_permission(request)) and self.door(request) is None

    def _build_app_dict(self, request: HttpRequest, label: str | None = None) -> dict[str, Any]:
        """With names in the reader's language, put once: sorting them translates a lazy one at every comparison."""
        apps: dict[str, Any] = super()._build_app_dict(request, label)
        for app in apps.values():
            for model in app["models"]:
                model["name"] = str(model["name"])
        return apps

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Enter all tenants around the view and its rendering."""
        inner = super().admin_view(view, cacheable)

        @csp_update({name: list(values) for name, values in STAFF_CSP.items()})
        def across_tenants(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return cast("HttpResponse", inner(request, *args, **kwargs))
            with all_tenants(reason="admin"):
                response = inner(request, *args, **kwargs)
                if hasattr(response, "render") and not response.is_rendered:
                    response.render()
            return cast("HttpResponse", response)

        return across_tenants

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Staff sign in where everybody does: same rate limits, same rules."""
        if self.has_permission(request):
            asked = request.GET.get("next", "")
            is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
            return redirect(asked if is_ours else "admin:index")
        if super().has_permission(request):
            return redirect(self.door(request) or "admin:index")
        if request.user.is_authenticated:
            return redirect("/")
        return redirect(f"{reverse('account_login')}?next={request.GET.get('next', reverse('admin:index'))}")


staff_site = StaffSite(name="admin")


class StaffAdmin(ModelAdmin):  # type: ignore[misc]  # the theme has no types
    """Read-only unless a class says otherwise; opening a tenant's row is audited.

    Changes go through services called by actions: an admin form never writes a row that has rules. The actions stand on
    the row's own page too, and under it its change log. `find_exactly` and `find_newest` are the lookups of the command
    palette: the first need an index of their own, the others look at the newest rows only (synthai/staff/search.py). `unseen` names columns that
    may be read in no way here. `when_empty` says how the first row comes to be, where that is not plain.
    """

    can_add: ClassVar[bool] = False
    can_change: ClassVar[bool] = False
    can_delete: ClassVar[bool] = False
    find_exactly: ClassVar[tuple[str, ...]] = ("pk",)
    find_newest: ClassVar[tuple[str, ...]] = ()
    unseen: ClassVar[tuple[str, ...]] = ()
    when_empty: ClassVar["_StrOrPromise"] = ""
    show_full_result_count = False
    list_per_page = 50
    change_form_outer_before_template = "admin/row_actions.html"
    change_form_outer_after_template = "admin/row_trail.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where the class allows it."""
        return self.can_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Only where the class allows it."""
        return self.can_change and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Only where the class allows it."""
        return self.can_delete and super().has_delete_permission(request, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List rows of all tenants, on record."""
        self._record(request, "listed", None)
        return cast("HttpResponse", super().changelist_view(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one row, on record in its organisation's trail."""
        found = self.get_object(request, object_id) if object_id else None
        self._record(request, "viewed", found)
        if found is not None:
            extra_context = {**(extra_context or {}), **self._about(request, found)}
        return cast("HttpResponse", super().changeform_view(request, object_id, form_url, extra_context))

    def _about(self, request: HttpRequest, found: models.Model) -> dict[str, Any]:
        """What the page of a row shows beside its fields."""
        offered = self.get_actions(request).values()
        own = [(name, label) for _call, name, label in offered if name in self.own_actions()]
        return {"row_actions": own, "trail": trail.of_row(found)}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The row's whole part of the trail, instead of Django's own log, which knows of no service."""
        del extra_context
        found = self.get_object(request, object_id)
        query = {
            "object_type__exact": self.opts.label_lower,
            "object_id__exact": trail.key_of(found) if found else "",
        }
        return redirect(f"{reverse('admin:core_auditentry_changelist')}?{urlencode(query)}")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No address asks for what no page shows: `?subject__startswith=` would tell a code letter by letter."""
        if {"password", *self.unseen} & set(lookup.split("__")):
            return False
        return bool(super().lookup_allowed(lookup, value, request))

    def own_actions(self) -> tuple[str, ...]:
        """The names of the class's own actions: what every list offers is not among them."""
        return tuple(
            name for name in type(self).actions or () if isinstance(name, str) and name != "export_csv"
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The class's own actions, and the export that every list has."""
        actions: dict[str, Any] = super().get_actions(request)
        if found := self.get_action("export_csv"):
            actions.setdefault("export_csv", found)
        return actions

    @admin.action(description=_("Export as CSV"))
    def export_csv(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse:
        """The chosen rows with the columns of the list, at most 10 000, on record."""
        related = self.get_list_select_related(request)
        rows = list(
            (queryset.select_related(*related) if isinstance(related, tuple) else queryset)[
                : export.MOST_ROWS
            ]
        )
        self._record_export(request, rows)
        name = f"{self.opts.model_name}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(export.rows_as_csv(self, request, rows), content_type="text/csv", headers=headers)

    def _record_export(self, request: HttpRequest, rows: list[models.Model]) -> None:
        """In our own trail, and in that of every organisation whose rows go along."""
        self._record(request, "exported", None, {"rows": [0, len(rows)]})
        code, by = f"staff.{self.opts.model_name}.exported", staff_actor(request)
        for owner, count in sorted(Counter(filter(None, map(_owner_of, rows))).items()):
            audit(None, code, by=by, changes={"rows": [0, count]}, organisation_id=owner)

    def _record(
        self,
        request: HttpRequest,
        verb: str,
        found: models.Model | None,
        changes: dict[str, Any] | None = None,
    ) -> None:
        audit(
            found,
            f"staff.{self.opts.model_name}.{verb}",
            by=staff_actor(request),
            changes=changes,
            organisation_id=_owner_of(found) if found else None,
        )


def _owner_of(row: models.Model) -> int | None:
    """The organisation whose trail a look belongs to: a row's own, and the organisation itself; None for other rows."""
    if row._meta.label.lower() == settings.ORGANISATION_MODEL.lower():
        return int(row.pk)
    return getattr(row, "organisation_id", None)
