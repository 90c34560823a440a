"""A block as text: what two editors who changed the same block are shown, and what two revisions are compared by."""

from collections.abc import Mapping
from typing import Any

_NAMES = ("title", "who", "tone", "label", "url", "asset", "alt")


def told(block: Mapping[str, Any]) -> str:
    """Everything a block holds, a line for each part of it."""
    data = block["data"]
    lines = [block["text"], *(str(data.get(name) or "") for name in _NAMES)]
    lines += [" | ".join(row) for row in data.get("rows", [])]
    lines += [" ".join(filter(None, (item["asset"], item["alt"]))) for item in data.get("assets", [])]
    lines += data.get("pieces", [])
    return "\n".join(line for line in lines if line.strip())


def rows_of(text: str) -> list[list[str]]:
    """A table that was typed or pasted: a row a line, cells between tabs (a spreadsheet's) or upright strokes."""
    rows = [_cells(line) for line in text.splitlines() if line.strip() and not _is_rule(line)]
    width = max((len(row) for row in rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def typed_rows(rows: list[list[str]]) -> str:
    """A table as it is typed."""
    return "\n".join(" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    held = line.strip().replace("\\|", "\0")
    if held.startswith("|") and held.endswith("|") and len(held) > 1:
        held = held[1:-1]
    return [cell.strip().replace("\0", "|") for cell in held.split("|")]


def _is_rule(line: str) -> bool:
    """The line of dashes below the head of a Markdown table."""
    return "-" in line and not line.strip(" |:-")
