"""/styleguide/: every component on one page, in development only. Browser tests check it in both themes."""

import math
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from synthai.core import charts
from synthai.core.documents import Block, Column, Fact, Panel, Row, Sheet, Table, Total

_CHOICES = [("keep", "Keep the price"), ("change", "Change it"), ("test", "Test a price")]
_PRODUCTS = (
    ("Maize meal 5 kg", "MM-5", "79.99", "84.99", "412", "180", "655", "High demand hardly reacts to the price."),
    ("Sunflower oil 2 ℓ", "SO-2", "74.99", "72.49", "96", "-40", "230", "Shoppers compare this one; a little lower sells more."),
    ("Rooibos tea, 80 bags", "RT-80", "39.99", "39.99", "0", "-15", "15", "No price we may use earns clearly more."),
    ("Tshikolo soap ṱhonifho", "TS-1", "18.50", "19.99", "38", "4", "75", "Sold at one price only so far: a test would tell more."),
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    search = forms.CharField(label="Search", required=False)
    name = forms.CharField(label="Trading name", help_text="As it stands above your door.")
    email = forms.EmailField(label="E-mail", initial="thandi@umoja.example")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    margin = forms.DecimalField(label="Smallest margin", required=False, initial=Decimal(5))
    category = forms.ChoiceField(label="Category", choices=[("", "All"), ("tea", "Tea"), ("oil", "Oil")])
    verb = forms.ChoiceField(label="What to do", choices=_CHOICES, widget=forms.RadioSelect, initial="keep")
    days = forms.MultipleChoiceField(
        label="Days", choices=[("sa", "Saturday"), ("su", "Sunday")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Send me a summary on Mondays", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sales = forms.FileField(label="Sales file", required=False)


def _curve() -> charts.Figure:
    prices = [18 + 0.5 * step for step in range(29)]
    units = [140 * math.exp(-1.35 * math.log(price / 24.99)) for price in prices]
    return charts.demand_curve(
        prices=prices,
        units=units,
        low=[value * 0.8 for value in units],
        high=[value * 1.24 for value in units],
        current=(24.99, 140.0),
        recommended=(27.49, 123.1),
        observed=[(22.99 + step % 4, 150 - 9 * (step % 5) + 3 * (step % 3)) for step in range(30)],
        cost=19.4,
    )


def _history() -> charts.Figure:
    monday = date(2025, 1, 6)
    weeks = [monday + timedelta(weeks=index) for index in range(100)]
    units = [120 + 30 * math.sin(index / 8) + (38 if index % 52 in {47, 50} else 0) for index in range(100)]
    price = [22.99 if index < 40 else 24.99 for index in range(100)]
    return charts.time_series(
        days=weeks,
        units=units,
        price=price,
        forecast_from=weeks[92],
        low=[value * 0.8 for value in units[92:]],
        high=[value * 1.25 for value in units[92:]],
    )


def _paper() -> Sheet:
    return Sheet(
        language="en-ZA",
        sender="Rooibos Software",
        title="Quotation",
        number="Q-2026-0042",
        marks=("Copy",),
        facts=(Fact(label="Date of issue", value="28 November 2026"), Fact(label="Valid until", value="12 December 2026")),
        blocks=(
            Block(title="From", name="Rooibos Software (Pty) Ltd", lines=("12 Loop Street", "Cape Town WC 8001")),
            Block(title="To", name="Umoja Foods", lines=("7 Vilakazi Street", "Soweto GP 1804")),
        ),
        notices=(Panel(title="Changed on 27 November", text="Two shelves instead of three.", tone="warning"),),
        table=Table(
            caption="Lines",
            columns=(
                Column(label="Description", is_wide=True),
                Column(label="Quantity", is_number=True),
                Column(label="Amount", is_number=True),
            ),
            rows=(
                Row(cells=("Shelf, 2 m", "2", "R 1 150.00"), notes=("Pine, oiled",)),
                Row(cells=("Delivery to Soweto", "1", "R 345.00")),
            ),
        ),
        analysis=Table(
            caption="Deposit",
            columns=(Column(label="Payable", is_wide=True), Column(label="Amount", is_number=True)),
            rows=(Row(cells=("On order", "R 747.50")), Row(cells=("On delivery", "R 747.50"))),
        ),
        totals=(Total(label="VAT 15%", value="R 195.00"), Total(label="Total incl. VAT", value="R 1 495.00", is_strong=True)),
        panels=(Panel(title="Accepted on 28 November 2026", facts=(Fact(label="By", value="Thandi Mokoena"),), tone="success"),),
        notes=("Prices hold for fourteen days.",),
        footer="Rooibos Software (Pty) Ltd · Registration 2019/123456/07",
    )  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    money = [[Decimal(figure) for figure in row[2:7]] for row in _PRODUCTS]
    return [
        {"name": name, "sku": sku, "old": old, "new": new, "gain": gain, "low": low, "high": high, "why": why}
        for (name, sku, *_, why), (old, new, gain, low, high) in zip(_PRODUCTS, money, strict=True)
    ]


def _wrong_form() -> SampleForm:
    form = SampleForm({"email": "thandi@", "verb": "keep", "margin": "five"}, prefix="wrong")
    form.full_clean()
    form.add_error(None, "This organisation has a sales file in work already. Wait until it is done.")
    return form


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Everything the design system has."""
    context = {
        "form": SampleForm(),
        "wrong": _wrong_form(),
        "curve": _curve(),
        "history": _history(),
        "rows": _rows(),
        "paper": _paper(),
        "sort": request.GET.get("sort", "-gain"),
        "line": [12, 15, 14, 18, 17, 22, 21, 25, 23, 28],
        "steps": ["File", "Columns", "Check", "Prices"],
        "tabs": [
            {"label": "All", "url": "?tab=all", "active": True, "count": 312},
            {"label": "Change", "url": "?tab=change", "active": False, "count": 87},
            {"label": "Test", "url": "?tab=test", "active": False, "count": 9},
            {"label": "Keep", "url": "?tab=keep", "active": False, "count": 216},
        ],
        "nav": [
            {"url": "#top", "label": label, "icon": icon, "group": group, "active": label == "Prices"}
            for label, icon, group in (
                ("Overview", "house-door", ""),
                ("Prices", "tags", "Pricing"),
                ("Products", "box-seam", "Pricing"),
                ("Sales files", "file-earmark-spreadsheet", "Pricing"),
                ("Price runs", "graph-up-arrow", "Pricing"),
                ("Team", "people", "Organisation"),
                ("Settings", "gear", "Organisation"),
            )
        ],
        "organisations": [
            {"name": "Umoja Foods", "url": "#top", "active": True},
            {"name": "Karoo Cycles", "url": "#top", "active": False},
        ],
    }
    return render(request, "styleguide/styleguide.html", context)
