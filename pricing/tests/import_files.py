"""Files for tests of imports, and reading one without a worker."""

import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from pricing.imports.inspection import inspect
from pricing.imports.plan import Plan
from pricing.imports.reading import PRODUCTS, read

VECTORS = Path(__file__).parent / "vectors"
HEADERS: dict[str, Any] = json.loads((VECTORS / "csv-headers.json").read_text())
TODAY = "2026-11-21"


def csv_bytes(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """A small CSV file; cells are quoted where they need it."""
    lines = [headings, *rows]
    quoted = (delimiter.join(_quoted(str(cell), delimiter) for cell in line) for line in lines)
    return ("\r\n".join(quoted) + "\r\n").encode(encoding)


def _quoted(cell: str, delimiter: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & {delimiter, '"', "\n"} else cell


def history(*rows: Sequence[object], headings: str = "date,sku,units,unit_price") -> bytes:
    """Our own layout."""
    return csv_bytes(headings.split(","), rows)


def layout_of(name: str) -> list[str]:
    """The headings of a known program's export."""
    found: list[str] = HEADERS[name]["headers"]
    return found


def program_csv(name: str, rows: Iterable[dict[str, Any]], **options: Any) -> bytes:
    """An export of a known program: each row fills some of its columns."""
    headings = [*layout_of(name), *HEADERS[name].get("optional", [])]
    return csv_bytes(headings, ([row.get(heading, "") for heading in headings] for row in rows), **options)


def workbook(rows: Iterable[Sequence[Any]], *, sheet: str = "Sales") -> bytes:
    """An .xlsx file with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
    return out.getvalue()


class Read:
    """What the reading process makes of a file: its reply, products and arrays."""

    def __init__(
        self,
        folder: Path,
        content: bytes,
        *,
        name: str = "file.csv",
        mapping: dict[str, Any] | None = None,
        answers: dict[str, Any] | None = None,
        today: str = TODAY,
        max_rows: int = 1_000_000,
    ) -> None:
        path = folder / name
        path.write_bytes(content)
        self.folder = folder / "read"
        self.folder.mkdir(exist_ok=True)
        self.facts = json.loads(inspect(str(path)))
        self.reply: dict[str, Any] = {}
        if not self.facts["error"]:
            self.plan = Plan(
                path=str(path),
                kind=self.facts["kind"],
                layout=self.facts["layout"],
                mapping=mapping or self.facts["mapping"],
                rules=tuple(self.facts["rules"]),
                options=answers or {},
                today=today,
                max_rows=max_rows,
            )
            self.reply = json.loads(read(json.dumps(self.plan.as_json()), str(self.folder)))

    @property
    def products(self) -> list[list[Any]]:
        found: list[list[Any]] = json.loads((self.folder / PRODUCTS).read_text())
        return found

    @property
    def skus(self) -> list[str]:
        return [product[0] for product in self.products]

    def array(self, name: str) -> list[Any]:
        values: list[Any] = np.load(self.folder / f"{name}.npy").tolist()
        return values

    def amounts(self, name: str) -> list[float]:
        """An array of ten-thousandths as numbers."""
        return [value / 10_000 for value in self.array(name)]

    def days(self) -> list[str]:
        epoch = np.datetime64("2000-01-01", "D")
        return [str(epoch + np.timedelta64(day, "D")) for day in self.array("day")]

    def found(self, code: str) -> dict[str, Any]:
        """The finding of one kind, {} when there is none."""
        return next((f for f in self.reply["facts"].get("findings", []) if f["code"] == code), {})

    @property
    def report(self) -> str:
        return (self.folder / "report.csv").read_text(encoding="utf-8-sig")
