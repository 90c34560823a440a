"""Tables that become documents, as pages and the API find them. All inside the tenant."""

from typing import Any

from content.engine import bulk_columns
from content.engine.bulk_columns import Column
from content.models import BulkRow, BulkRun, BulkRunQuerySet, RowState
from content.selectors import blueprints, confidential
from synthai.core.access import Actor
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.errors import NotFound
from synthai.core.facts import storing
from synthai.core.facts.base import Fact

SHOWN_ERRORS = 50


def runs(by: Actor) -> BulkRunQuerySet:
    """Those that were not put away and that this actor may see, with who asked; what was known is left out."""
    seen = BulkRun.objects.kept().filter(confidential.visible(by))
    return seen.select_related("created_by", "organisation").defer("facts")


def get_bulk(public_id: str, *, by: Actor) -> BulkRun:
    """The run with this id, put away or not: the one door for pages and API. Raises NotFound for one that this actor may not see."""
    rows = (
        BulkRun.objects.filter(confidential.visible(by))
        .select_related("created_by", "organisation")
        .defer("facts")
    )
    found = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def templates_of(run: BulkRun) -> list[Blueprint]:
    """Its templates. Raises TemplateGone."""
    return [blueprints.get(ref) for ref in run.refs]


def columns_of(run: BulkRun) -> list[Column]:
    """What its columns may hold. Raises TemplateGone."""
    return bulk_columns.columns(templates_of(run))


def rows_of(run: BulkRun, *, state: str = "") -> Any:
    """Its rows, for lists by line."""
    rows = BulkRow.objects.filter(run=run).select_related("document")
    return rows.filter(state=state) if state in RowState.values else rows


def wrong_rows(run: BulkRun) -> list[BulkRow]:
    """The first rows that have to be mended or were not written. One query."""
    rows = BulkRow.objects.filter(run=run, state__in=[RowState.BAD, RowState.FAILED])
    return list(rows.order_by("line")[:SHOWN_ERRORS])


def first_rows(run: BulkRun, count: int) -> list[BulkRow]:
    """The first rows, for a look at them. One query."""
    return list(BulkRow.objects.filter(run=run).order_by("line")[:count])


def get_row(run: BulkRun, line: int) -> BulkRow:
    """One of its rows. Raises NotFound."""
    found: BulkRow | None = BulkRow.objects.filter(run=run, line=line).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def known_of(run: BulkRun) -> list[Fact]:
    """What was known when it was checked or started last. One query."""
    return storing.load(BulkRun.objects.order_by("pk").values_list("facts", flat=True).get(pk=run.pk))
