"""Deeds with a form: what staff do to a row, or from a list, when it takes more than a press of a button.

A deed is a form and one call of a service. Its page says what it does, shows refusals in words beside the field they are
about, and is on record. The row itself is never written by the form.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from synthai.core.access import Actor, staff_actor
from synthai.core.errors import DomainError
from synthai.core.staff.site import StaffAdmin
from synthai.core.tenancy import tenant

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class DeedForm(forms.Form):
    """The base of deeds' forms; `row` is what it is about, None for a deed from the list."""

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a deed is given: the row, what was typed, who does it and when."""

    row: Any
    data: dict[str, Any]
    by: Actor
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing to do. `do` calls the service, inside the row's organisation, and returns what to say."""

    name: str
    title: "_StrOrPromise"
    do: "Callable[[Work], _StrOrPromise]"
    form: type[DeedForm] = DeedForm
    intro: "_StrOrPromise" = ""
    initial: Callable[[Any], dict[str, Any]] = lambda _row: {}
    offered: Callable[[Any], bool] = lambda _row: True
    is_of_list: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of other tables on a row's page. A cell is a text, or (text, address)."""

    title: "_StrOrPromise"
    heads: "tuple[_StrOrPromise, ...]"
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def cells(self) -> list[list[tuple[Any, str]]]:
        """Each cell with its address, empty for none."""
        return [[cell if isinstance(cell, tuple) else (cell, "") for cell in row] for row in self.rows]


class BillingAdmin(StaffAdmin):
    """A row with deeds and tables. Deeds need Django's right to change the model: looking is not enough."""

    deeds: ClassVar[tuple[Deed, ...]] = ()
    change_form_outer_before_template = "admin/billing/row.html"
    list_before_template = "admin/billing/list.html"

    def get_urls(self) -> list[URLPattern]:
        """The deeds' pages, before the row's own."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        page = self.admin_site.admin_view(self.deed_view)
        own = [
            path("do/<slug:deed>/", page, name=f"{name}_list_deed"),
            path("<int:key>/do/<slug:deed>/", page, name=f"{name}_deed"),
        ]
        return [*own, *super().get_urls()]

    def deed_view(self, request: HttpRequest, deed: str, key: int | None = None) -> HttpResponse:
        """The form of a deed; carried out when it is posted."""
        chosen = self._chosen(request, deed, key)
        row = self.get_object(request, str(key)) if key is not None else None
        if key is not None and (row is None or not chosen.offered(row)):
            raise Http404
        form = self._form(request, chosen, row)
        if request.method == "POST" and form.is_valid():
            said = self._carried_out(request, chosen, row, form)
            if said is not None:
                messages.success(request, str(said))
                return redirect(self.page_of(row))
        self._record(request, "viewed", row)
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.title,
            "deed": chosen,
            "form": form,
            "row": row,
            "back": self.page_of(row),
        }
        return TemplateResponse(request, "admin/billing/deed.html", context)

    def page_of(self, row: Any) -> str:
        """The row's page, or the list."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{name}_change", args=[row.pk]) if row else reverse(f"{name}_changelist")

    def may_do(self, request: HttpRequest) -> bool:
        """Whether this person of staff may carry out deeds on these rows."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    def tables(self, row: Any) -> list[Table]:
        """What else belongs to the row; a constant number of queries."""
        del row
        return []

    def links(self, row: Any) -> "list[tuple[_StrOrPromise, str]]":
        """Further pages about the row."""
        del row
        return []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with its own deeds above."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_list_deed"
        own = [each for each in self.deeds if each.is_of_list and each.offered(None)]
        offered = [(each.title, reverse(name, args=[each.name])) for each in own]
        more = {"list_deeds": [*self.links(None), *(offered if self.may_do(request) else [])]}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def _about(self, request: HttpRequest, found: Any) -> dict[str, Any]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_deed"
        own = [each for each in self.deeds if not each.is_of_list and each.offered(found)]
        offered = [(each.title, reverse(name, args=[found.pk, each.name])) for each in own]
        return {
            **super()._about(request, found),
            "deeds": [*self.links(found), *(offered if self.may_do(request) else [])],
            "tables": self.tables(found),
        }

    def _chosen(self, request: HttpRequest, name: str, key: int | None) -> Deed:
        if not self.may_do(request):
            raise PermissionDenied
        for each in self.deeds:
            if each.name == name and each.is_of_list == (key is None):
                return each
        raise Http404

    def _form(self, request: HttpRequest, deed: Deed, row: Any) -> DeedForm:
        if request.method == "POST":
            return deed.form(request.POST, request.FILES, row=row)
        asked = {name: value for name, value in request.GET.items() if name in deed.form.base_fields}
        return deed.form(row=row, initial={**deed.initial(row), **asked})

    def _carried_out(
        self, request: HttpRequest, deed: Deed, row: Any, form: DeedForm
    ) -> "_StrOrPromise | None":
        owner = getattr(row, "organisation_id", None)
        work = Work(row=row, data=form.cleaned_data, by=staff_actor(request, owner), now=timezone.now())
        try:
            with tenant(owner) if owner is not None else nullcontext():
                return deed.do(work)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def address(row: Any) -> str:
    """A row's page in the admin; empty for none."""
    if row is None:
        return ""
    options = row._meta  # noqa: SLF001 - Django's own way to a model's name
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


def form_class(cls: Any) -> type[DeedForm]:
    """For a class that a function returns: tells types what it is."""
    return cast("type[DeedForm]", cls)
