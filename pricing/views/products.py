"""The list of products, and what a person may change on one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pricing import permissions
from pricing.forms.imports import ProductFilterForm, ProductForm
from pricing.models import Product
from pricing.selectors import imports as import_selectors
from pricing.selectors import products as selectors
from pricing.services import products
from pricing.views.import_screens import show_on
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.versions import version_of

PAGE_SIZE = 50


@require_GET
@page(permissions.PRODUCT_VIEW)
def product_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Products with price and cost; a fragment for HTMX."""
    context = _list_context(request)
    template = "pricing/product_list.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


def _list_context(request: TenantRequest) -> dict[str, Any]:
    form = ProductFilterForm(request.GET, categories=selectors.category_names())
    form.is_valid()
    asked = form.cleaned_data.get
    chosen = selectors.ProductFilter(
        words=asked("q") or "",
        category=asked("category") or "",
        shelf=asked("shelf") or "on",
        sort=request.GET.get("sort", "name"),
    )
    rows = keyset.page(
        selectors.products(chosen, today=timezone.localdate()),
        ordering=chosen.ordering,
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"products:{chosen.words}:{chosen.category}:{chosen.shelf}",
    )
    return {
        "form": form,
        "page": rows,
        "sort": chosen.sort,
        "has_samples": import_selectors.has_samples(),
        "can_change": request.actor.can(permissions.PRODUCT_CHANGE),
        "can_import": request.actor.can(permissions.IMPORT_CREATE),
        "can_undo": request.actor.can(permissions.IMPORT_UNDO),
    }


@require_http_methods(["GET", "POST"])
@page(permissions.PRODUCT_CHANGE)
def product_edit(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Price, cost, limits."""
    product = selectors.get_product(public_id, today=timezone.localdate())
    form = ProductForm(request.POST or None, initial=_initial(product))
    if request.method == "POST" and form.is_valid() and _saved(request, product, form):
        messages.success(request, _("%(name)s is saved.") % {"name": product.name})
        return redirect("pricing:product-detail", organisation, public_id)
    context = {"product": product, "form": form, "costs": selectors.costs_of(product)}
    return render(request, "pricing/product_edit.html", context)


def _initial(product: Product) -> dict[str, Any]:
    names = ("name", "current_price", "vat", "floor_price", "ceiling_price", "is_archived")
    cost = product.unit_cost  # type: ignore[attr-defined]  # annotated by the selector
    shown = None if cost is None else f"{cost:.2f}" if cost == round(cost, 2) else f"{cost.normalize():f}"
    return {name: getattr(product, name) for name in names} | {
        "unit_cost": shown,
        "version": version_of(product),
    }


def _saved(request: TenantRequest, product: Product, form: ProductForm) -> bool:
    values = dict(form.cleaned_data)
    version = values.pop("version") or None
    if values["unit_cost"] is None:
        del values["unit_cost"]
    try:
        products.change(
            product.pk,
            products.changes_from(values),
            by=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
            version=version,
        )
    except DomainError as error:
        show_on(form, error)
    except ValidationError as error:
        form.add_error(None, error)
    else:
        return True
    return False
