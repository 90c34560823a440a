"""Who owes, and for how long: by customer, each age opening what is in it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin import fields
from billing.admin.finance_parts import NAMES_RIGHT, FinancePage, download, show, wanted_kind
from billing.engine import ledger as rules
from billing.engine.invoicing.statements import AGES
from billing.engine.periods import local_date
from billing.models import BillingEntity
from billing.selectors import ageing, ledger

OF = (
    ("books", gettext_lazy("Invoiced, by the books")),
    ("asked", gettext_lazy("Asked for, not invoiced yet")),
)


class AgeForm(forms.Form):
    """Whose customers, on which day, and what of them."""

    entity = fields.choice(label=gettext_lazy("Who sells"))
    on = fields.day(label=gettext_lazy("On"))
    of = fields.choice(label=gettext_lazy("What"), choices=OF)

    def __init__(self, asked: Any, *, entities: Sequence[BillingEntity], today: date) -> None:
        first = str(entities[0].pk) if entities else ""
        usual = {"entity": first, "on": today.isoformat(), "of": "books"}
        super().__init__({**usual, **{name: asked[name] for name in usual if asked.get(name)}})
        offered: Any = self.fields["entity"]
        offered.choices = [(str(each.pk), str(each)) for each in entities]
        self.usual = {**usual, "on": today}

    def picked(self) -> dict[str, Any]:
        """What was asked for, where it can be; else the usual."""
        good = self.cleaned_data if self.is_valid() else {}
        return {name: good.get(name) or value for name, value in self.usual.items()}


def view(request: HttpRequest) -> HttpResponseBase:
    """The table, one age of one customer (or of all), or a file."""
    entities = list(BillingEntity.objects.order_by("-is_default", "pk"))
    today = local_date(timezone.now())
    form = AgeForm(request.GET, entities=entities, today=today)
    picked = form.picked()
    entity = next((each for each in entities if str(each.pk) == picked["entity"]), None)
    read = ageing.by_charges if picked["of"] == "asked" else ageing.by_books
    found = read(entity, on=picked["on"]) if entity else []
    if (kind := wanted_kind(request)) and entity:
        return download(
            request, ageing.sheets(found), name=f"ageing-{picked['on']}-{picked['of']}", kind=kind
        )
    context = {
        **_opened(request, found),
        **_agreement(entity, found, picked),
        "title": _("Overdue ageing"),
        "form": form,
        "entity": entity,
        "on": picked["on"],
        "heads": [ageing.words(days) for days in AGES],
        "rows": [_row(each, picked) for each in found],
        "totals": _cells("", ageing.totals(found), picked),
        "files": [(kind.upper(), _query(picked, **{"as": kind})) for kind in ("csv", "xlsx")],
        "back_query": _query(picked),
    }
    return show(request, "admin/billing/finance_ageing.html", "ageing", context)


def _agreement(
    entity: BillingEntity | None, found: Sequence[ageing.Aged], picked: dict[str, Any]
) -> dict[str, Any]:
    """The sum, and beside it what the ledger says of that day: they are the same, or the page says that they are not."""
    total = sum((each.total for each in found), Decimal(0))
    if entity is None or picked["of"] == "asked":
        return {"total": total, "ledger": None}
    held = ledger.trial_balance(entity.pk, on=picked["on"])
    cents = sum(each.cents for each in held if each.code == rules.RECEIVABLES)
    return {"total": total, "ledger": Decimal(cents) / 100, "agrees": Decimal(cents) / 100 == total}


def _row(each: ageing.Aged, picked: dict[str, Any]) -> dict[str, Any]:
    page = reverse("admin:billing_customer_change", args=[each.row]) if each.row else ""
    return {
        "name": each.name or _("Former customer %(id)s") % {"id": each.customer},
        "page": page,
        "cells": _cells(each.customer, each.buckets, picked),
        "total": each.total,
    }


def _cells(customer: str, buckets: Sequence[Any], picked: dict[str, Any]) -> list[tuple[Decimal, str, str]]:
    return [
        (bucket.amount, _query(picked, customer=customer, age=str(bucket.days)), ageing.words(bucket.days))
        for bucket in buckets
    ]


def _opened(request: HttpRequest, found: Sequence[ageing.Aged]) -> dict[str, Any]:
    """The rows behind an amount, when one was opened."""
    age = request.GET.get("age", "")
    if age not in {str(days) for days in AGES}:
        return {"opened": None}
    customer, named = request.GET.get("customer", ""), {each.customer: each.name for each in found}
    items = [
        (item, named[item.customer] or item.customer, _page_of(item))
        for each in found
        for item in each.items
        if item.bucket == int(age) and customer in ("", each.customer)
    ]
    whose = named.get(customer) or customer or _("all customers")
    return {
        "opened": items,
        "opened_title": _("%(age)s: %(whose)s") % {"age": ageing.words(int(age)), "whose": whose},
        "opened_sum": sum((item.amount for item, *_rest in items), Decimal(0)),
    }


def _page_of(item: ageing.Item) -> str:
    if item.document:
        return reverse("admin:billing_taxdocument_change", args=[item.document])
    if item.charge:
        return reverse("admin:billing_charge_change", args=[item.charge])
    return reverse("admin:billing_journalentry_change", args=[item.entry]) if item.entry else ""


def _query(picked: dict[str, Any], **more: str) -> str:
    kept = {name: str(value) for name, value in {**picked, **more}.items() if value}
    return "?" + urlencode(kept)


PAGE = FinancePage(
    slug="ageing",
    title=gettext_lazy("Overdue ageing"),
    says=gettext_lazy("Who owes, and for how long: current, 30, 60, 90, 120 days and more."),
    view=view,
    right=NAMES_RIGHT,
    icon="hourglass_bottom",
)
