"""What the pages of tables that become documents show."""

from typing import Any

from content import permissions
from content.forms.bulk import ColumnsForm, StartForm, TableForm
from content.models import BulkRow, BulkRun
from content.refusals import TemplateGone
from content.selectors import blueprints
from content.selectors import bulk as selectors
from content.selectors.bulk_press import Press, RowRefused
from content.services import bulk_live
from content.terms import MOST_BULK_BYTES, MOST_BULK_ROWS
from synthai.core.access import TenantRequest
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.versions import version_of

SHOWN_ROWS = 5


def choices() -> list[tuple[str, str]]:
    """Every template, by ref."""
    return [(choice.ref, choice.title) for choice in blueprints.choices()]


def run(request: TenantRequest, found: BulkRun, **forms: Any) -> dict[str, Any]:
    """The page of one table. `forms` are those that were sent and refused."""
    templates = _templates(found)
    context: dict[str, Any] = {
        "run": found,
        "templates": templates,
        "can_write": request.actor.can(permissions.DOCUMENT_WRITE) and found.removed_at is None,
        "may_bring_back": request.actor.can(permissions.DOCUMENT_WRITE),
        "topic": bulk_live.topic_of(request.actor),
        "most_bytes": MOST_BULK_BYTES,
        "most_rows": MOST_BULK_ROWS,
        "wrong": selectors.wrong_rows(found) if found.bad_count or found.failed_count else [],
        "first": selectors.first_rows(found, SHOWN_ROWS) if found.row_count else [],
        "table_form": TableForm(),
        "has_word_files": any(ref.startswith("file:") for ref in found.refs),
    }
    if templates and found.is_open and found.row_count:
        columns = selectors.columns_of(found)
        context["columns_form"] = ColumnsForm(run=found, columns=columns, initial={"seen": version_of(found)})
        context["unanswered"] = _unanswered(found, columns)
    if found.can_start:
        context["start_form"] = StartForm(initial={"formats": found.formats})
    return {**context, **forms}


def preview(found: BulkRun, row: BulkRow) -> dict[str, Any]:
    """A row as its documents. Raises TemplateGone."""
    known = selectors.known_of(found)
    day = next(fact.on for fact in known)
    context: dict[str, Any] = {"run": found, "row": row, "papers": [], "errors": []}
    with Press(found, known, day=day) as ready:
        try:
            context["papers"] = [sheet.composition.paper for sheet in ready.sheets(row.cells)]
        except RowRefused as refused:
            context["errors"] = refused.errors
    return context


def _unanswered(found: BulkRun, columns: Any) -> list[str]:
    """Questions that have to be answered and have no column."""
    mapped = set(found.mapping)
    return [column.label for column in columns if column.is_required and column.key not in mapped]


def _templates(found: BulkRun) -> list[Blueprint]:
    try:
        return selectors.templates_of(found)
    except TemplateGone:
        return []
