"""The rows that the admin's command palette finds, over every registered model.

A palette answers while one types, so each model is asked cheaply: by its unique columns over the whole table, by others
(a name, an e-mail address) among its newest rows only. The full search is each list's own.
"""

from functools import reduce
from operator import or_
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import StaffAdmin, staff_site

EACH = 5
NEWEST = 100_000  # keys, counted down from the highest
SHORTEST = 2


def found_rows(request: HttpRequest, words: str) -> list[SearchResult]:
    """At most EACH rows of every model this person may see; the question is on record. Needs `all_tenants()`."""
    words = words.strip()
    if len(words) < SHORTEST and not words.isdigit():
        return []
    audit(None, "staff.searched", by=staff_actor(request), changes={"words": ["", words[:100]]})
    pages = (cast("StaffAdmin", page) for page in staff_site._registry.values())  # noqa: SLF001
    return [
        _result(page, row)
        for page in pages
        if page.has_view_permission(request)
        for row in _rows(page, request, words)
    ]


def _rows(page: StaffAdmin, request: HttpRequest, words: str) -> list[Any]:
    rows = page.get_queryset(request)
    related = page.get_list_select_related(request)
    rows = rows.select_related(*related) if isinstance(related, tuple) and related else rows
    exact = [Q(**{name: words}) for name in page.find_exactly if _fits(page.model, name, words)]
    found = _first(rows, exact)
    if page.find_newest and len(found) < EACH:
        newest = rows.filter(pk__gt=_newest_key(page.model) - NEWEST)
        found += [
            row
            for row in _first(newest, [Q(**{name: words}) for name in page.find_newest])
            if row not in found
        ]
    return found[:EACH]


def _first(rows: QuerySet[Any], conditions: list[Q]) -> list[Any]:
    return list(rows.filter(reduce(or_, conditions)).order_by("-pk")[:EACH]) if conditions else []


def _newest_key(model: Any) -> int:
    return int(model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0)  # noqa: SLF001


def _fits(model: Any, name: str, words: str) -> bool:
    """Whether the words can be a value of a unique column at all."""
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)  # noqa: SLF001
    try:
        field.to_python(words)
    except (FieldDoesNotExist, ValidationError):
        return False
    return len(words) <= (field.max_length or 36) and (name != "pk" or (words.isdigit() and len(words) < 19))


def _result(page: StaffAdmin, row: Any) -> SearchResult:
    options = row._meta  # noqa: SLF001
    owner = getattr(row, "organisation", None)
    kind = str(options.verbose_name).capitalize()
    return SearchResult(
        title=str(row),
        description=f"{kind}, {owner}" if owner else kind,
        link=reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk]),
        icon="data_object",
    )
