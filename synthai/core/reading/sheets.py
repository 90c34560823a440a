"""Workbooks (XLSX) as tables: a page a sheet. Formulas are not reckoned: their last results are read. Runs in the child process."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from synthai.core.reading.shapes import (
    MOST_COLUMNS,
    MOST_PAGES,
    MOST_ROWS,
    Block,
    Cut,
    Kind,
    Reading,
    Refused,
    within,
)

ROWS_A_BLOCK: Final = 50


def read(path: Path) -> Reading:
    """The cells of a workbook. Raises Refused."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        blocks, cut = _sheets(book, names[:MOST_PAGES])
    except PasswordError as error:
        raise Refused("locked") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Refused("damaged") from error
    if not blocks:
        raise Refused("no_text")
    kept, is_cut = within(blocks)
    return Reading(
        kind=Kind.XLSX,
        blocks=kept,
        pages=len(names),
        pages_read=min(len(names), MOST_PAGES),
        cut=Cut.LETTERS if is_cut else cut or (Cut.PAGES if len(names) > MOST_PAGES else ""),
    )


def _sheets(book: Any, names: list[str]) -> tuple[list[Block], str]:
    blocks: list[Block] = []
    left, cut = MOST_ROWS, ""
    for number, name in enumerate(names, start=1):
        rows: list[list[str]] = []
        for row in book.get_sheet_by_name(name).iter_rows():
            cells = [_written(cell) for cell in row[:MOST_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            if left == 0:
                cut = Cut.ROWS
                break
            left -= 1
            rows.append(cells)
        if rows:
            blocks.append(Block(kind="heading", page=number, text=name, level=2))
            blocks += in_blocks(rows, number)
    return blocks, cut


def in_blocks(rows: list[list[str]], page: int) -> list[Block]:
    """Tables of a length that a page can show, the rows as wide as the widest."""
    width = max(len(row) for row in rows)
    even = [row + [""] * (width - len(row)) for row in rows]
    return [
        Block(kind="table", page=page, rows=even[start : start + ROWS_A_BLOCK])
        for start in range(0, len(even), ROWS_A_BLOCK)
    ]


def _written(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}"
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
        )
    if isinstance(cell, date | time):
        return cell.isoformat()
    return " ".join(str(cell).split())[:2000]
