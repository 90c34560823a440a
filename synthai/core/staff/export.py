"""A list of the admin as a CSV file: the columns of the list, the rows that were chosen."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.timezone import localtime

from synthai.core.spreadsheets import as_csv, neutralise

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

MOST_ROWS = 10_000


def rows_as_csv(page: "ModelAdmin[Any]", request: HttpRequest, rows: list[Model]) -> bytes:
    """The columns a list shows, for these rows; what people typed never becomes a formula."""
    columns = [name for name in page.get_list_display(request) if name != "action_checkbox"]
    headers = [str(label_for_field(name, page.model, page)) for name in columns]
    return as_csv(headers, ([*_cells(page, row, columns)] for row in rows))


def _cells(page: "ModelAdmin[Any]", row: Model, columns: list[Any]) -> Iterator[str]:
    for name in columns:
        field, _attribute, value = lookup_field(name, row, page)
        if field is not None and getattr(field, "choices", None):
            value = getattr(row, f"get_{name}_display")()
        yield neutralise(_text(value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return localtime(value).isoformat(sep=" ", timespec="seconds")
    return strip_tags(str(value))
