"""Finance: one list of pages, for SynthAI's accountant and for whoever owns the platform. Each page is a line of PAGES."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin import (
    finance_ageing,
    finance_cash,
    finance_exports,
    finance_packs,
    finance_revenue,
    finance_rows,
    finance_sales,
    finance_vat,
)
from billing.admin.finance_parts import NAMES_RIGHT, FinancePage, finance_view, show
from synthai.core.staff.site import staff_site

PAGES: tuple[FinancePage, ...] = (
    FinancePage(
        slug="vat201",
        title=gettext_lazy("VAT201"),
        says=gettext_lazy(
            "The output tax of a VAT period, field by field down to each document, beside the books."
        ),
        view=finance_vat.page,
        icon="account_balance",
    ),
    FinancePage(
        slug="sales",
        title=gettext_lazy("Sales"),
        says=gettext_lazy("What was sold by rate and by kind of revenue, month by month."),
        view=finance_sales.page,
        icon="bar_chart",
    ),
    FinancePage(
        slug="documents",
        title=gettext_lazy("Documents"),
        says=gettext_lazy("The documents of a figure."),
        view=finance_rows.documents,
        right=NAMES_RIGHT,
        is_listed=False,
    ),
    FinancePage(
        slug="sides",
        title=gettext_lazy("Books"),
        says=gettext_lazy("What moved an account."),
        view=finance_rows.sides,
        is_listed=False,
    ),
    finance_ageing.PAGE,
    finance_exports.PAGE,
    finance_packs.PAGE,
    *finance_revenue.PAGES,
    *finance_cash.PAGES,
)


def index(request: HttpRequest) -> HttpResponseBase:
    """Every page with what it answers."""
    cards: list[Any] = [
        (page, reverse(f"admin:{page.name}"))
        for page in PAGES
        if page.is_listed and request.user.has_perm(page.right)
    ]
    return show(request, "admin/billing/finance.html", "index", {"title": _("Finance"), "cards": cards})


def urls() -> list[URLPattern]:
    """The addresses of all pages, for the composition to add to the staff site."""
    pages = [
        path(
            f"finance/{page.slug}/",
            staff_site.admin_view(finance_view(page.view, right=page.right)),
            name=page.name,
        )
        for page in PAGES
    ]
    return [path("finance/", staff_site.admin_view(finance_view(index)), name="finance"), *pages]
