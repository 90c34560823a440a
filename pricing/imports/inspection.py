"""A first look at a file: what it is, its headings and first rows, what its columns probably mean.

Runs in a child process under limits, as reading does; takes and gives JSON values.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import python_calamine
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pricing.imports.archive import FileUnreadable, kind_of
from pricing.imports.layout import doubled, fingerprint, guess, key_of
from pricing.imports.presets import Preset, recognise
from pricing.imports.roles import EXTRA, Mapping, extra_columns
from pricing.imports.source import CsvTable, SheetTable
from pricing.tabular.numbers import NumberUnclear, parse_number
from pricing.tabular.sniff import HEAD_BYTES, NotATable, encoding_of, sniff
from synthai.core.errors import DomainError

SHOWN_ROWS: Final = 8
_SAMPLE_ROWS: Final = 200
MAX_COLUMNS: Final = 300
_CELL: Final = 80


class NoItemSales(DomainError):
    """The file is known, and cannot hold the sales of single products."""

    code = "pricing.import.no_item_sales"
    status = 422
    field = "file"


@dataclass
class Facts:
    """What was found. `layout` goes to the reading process as it is; `error` says why the file is no good."""

    layout: dict[str, Any] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    fingerprint: str = ""
    preset: str = ""
    kind: str = "sales"
    mapping: Mapping = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    error_code: str = ""
    error: str = ""


def inspect(path: str) -> str:
    """Look at a file. Returns `Facts` as JSON; what is wrong with the file is in them, never raised."""
    if not apps.ready:
        settings.USE_I18N = False  # translations need loaded apps, which this process does without
    facts = Facts()
    try:
        _inspect(Path(path), facts)
    except NotATable as refusal:
        facts.error_code, facts.error = FileUnreadable.code, refusal.message
    except DomainError as refusal:
        facts.error_code, facts.error = refusal.code, str(refusal)
    return json.dumps(vars(facts))


def _inspect(path: Path, facts: Facts) -> None:
    table = _sheet_of(path) if kind_of(path) == "xlsx" else _csv_of(path)
    headings = [str(heading)[:200] for heading in table.headings]
    if not any(heading.strip() for heading in headings):
        raise FileUnreadable(_("The first row has no headings. Write over each column what it holds."))
    if len(headings) > MAX_COLUMNS:
        raise FileUnreadable(
            _("The file has more than 300 columns. Leave out what has nothing to do with sales.")
        )
    sample = table.sample(_SAMPLE_ROWS)
    facts.layout = _layout_of(table, headings)
    facts.fingerprint = fingerprint(headings)
    facts.rows = [[cell[:_CELL] for cell in row[: len(headings)]] for row in sample[:SHOWN_ROWS]]
    facts.doubled = doubled(headings)
    preset, mapping = recognise(headings)
    if preset is not None and preset.instead is not None:
        raise NoItemSales(preset.instead)
    if preset is None:
        facts.mapping = guess(headings, sample[:SHOWN_ROWS])
        _refuse_single_column(headings)
        return
    facts.preset, facts.kind, facts.rules, facts.asks = (
        preset.name,
        preset.kind,
        [*preset.rules],
        [*preset.asks],
    )
    facts.mapping = _numeric_extras(mapping, sample, headings)
    facts.doubled = _needed_twice(preset, headings)


def _needed_twice(preset: Preset, headings: list[str]) -> list[str]:
    """Headings the preset needs that stand over several columns: a person must choose."""
    return preset.doubled([key_of(heading) for heading in headings])


def _refuse_single_column(headings: list[str]) -> None:
    if len([heading for heading in headings if heading.strip()]) < 2:
        raise FileUnreadable(
            _(
                "Only one column was found. A sales file needs at least a date, a product, the units and the price, "
                "in columns of their own."
            )
        )


def _csv_of(path: Path) -> CsvTable:
    with path.open("rb") as file:
        encoding = encoding_of(iter(lambda: file.read(1 << 20), b""))
        file.seek(0)
        return CsvTable(path, sniff(file.read(HEAD_BYTES), encoding=encoding))


def _sheet_of(path: Path) -> SheetTable:
    """The sheet with the most rows among those shown in Excel."""
    try:
        workbook = python_calamine.load_workbook(str(path))
    except python_calamine.CalamineError as error:
        raise FileUnreadable(
            _("The Excel file is damaged or protected. Open it in Excel, save it again, and upload that.")
        ) from error
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    largest = max((SheetTable(path, name) for name in shown[:20]), key=_height, default=None)
    if largest is None or not _height(largest):
        raise FileUnreadable(_("The workbook is empty. Upload the one with your sales."))
    return largest


def _height(table: SheetTable) -> int:
    return int(table.cells.total_height)


def _layout_of(table: CsvTable | SheetTable, headings: list[str]) -> dict[str, Any]:
    if isinstance(table, SheetTable):
        return {"type": "xlsx", "sheet": table.sheet, "headings": headings}
    dialect = table.dialect
    return {
        "type": "csv",
        "headings": headings,
        "encoding": dialect.encoding,
        "delimiter": dialect.delimiter,
        "skip_lines": dialect.skip_lines,
    }


def _numeric_extras(mapping: Mapping, sample: list[list[str]], headings: list[str]) -> Mapping:
    """Of our own layout's further columns, those that hold numbers: they can drive demand."""
    extras = [column for column in extra_columns(mapping) if _is_numeric(column, sample)]
    twice = set(doubled(headings))
    kept = [column for column in extras if key_of(headings[column]) not in twice]
    return {**mapping, EXTRA: kept} if EXTRA in mapping else mapping


def _is_numeric(column: int, sample: list[list[str]]) -> bool:
    cells = [row[column] for row in sample if column < len(row) and row[column].strip()]
    try:
        return bool(cells) and all(parse_number(cell, ".") is not None for cell in cells)
    except NumberUnclear:
        return False
