"""Reading a bank export: in a limited child process, since strangers' files are what they are."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from billing.gateways.eft.csv_reading import read_csv
from billing.gateways.eft.lines import (
    MAX_BYTES,
    Entry,
    Statement,
    StatementLine,
    StatementUnreadable,
    identified,
)
from billing.gateways.eft.ofx_reading import is_ofx, read_ofx
from billing.gateways.eft.reversals import marked
from synthai.core.limits import LimitExceeded, run_limited

MEMORY_MB: Final = 600
SECONDS: Final = 30


def read_statement(content: bytes) -> Statement:
    """The lines of a bank's CSV or OFX export, oldest or newest first as the bank wrote them.

    Raises StatementUnreadable, which says which line and how to mend it.
    """
    _refuse_size(content)
    with tempfile.NamedTemporaryFile(prefix="synthai-statement-") as file:
        file.write(content)
        file.flush()
        try:
            reply = run_limited(f"{__name__}.read_file", (file.name,), memory_mb=MEMORY_MB, seconds=SECONDS)
        except LimitExceeded:
            raise StatementUnreadable("too_heavy") from None
    if "problem" in reply:
        raise StatementUnreadable(reply["problem"], **reply["params"])
    lines, repeated = identified(_from_json(entry) for entry in reply["entries"])
    return Statement(kind=reply["kind"], lines=tuple(marked(lines)), repeated=repeated)


def read_here(content: bytes) -> Statement:
    """As `read_statement`, in this process: for files that we wrote ourselves (tests)."""
    _refuse_size(content)
    kind, entries = _entries(content)
    lines, repeated = identified(entries)
    return Statement(kind=kind, lines=tuple(marked(lines)), repeated=repeated)


def read_file(path: str) -> dict[str, Any]:
    """What the child does: entries, or the problem, as JSON values."""
    try:
        kind, entries = _entries(Path(path).read_bytes())
    except StatementUnreadable as unreadable:
        return {"problem": unreadable.problem, "params": unreadable.plain_params}
    return {"kind": kind, "entries": [_as_json(entry) for entry in entries]}


def _refuse_size(content: bytes) -> None:
    if not content.strip():
        raise StatementUnreadable("empty")
    if len(content) > MAX_BYTES:
        raise StatementUnreadable("too_large")


def _entries(content: bytes) -> tuple[str, list[Entry]]:
    return ("ofx", read_ofx(content)) if is_ofx(content) else ("csv", read_csv(content))


def _as_json(entry: Entry) -> list[str]:
    return [
        entry.date.isoformat(),
        str(entry.amount),
        entry.description,
        entry.reference,
        entry.bank_id,
        entry.account,
    ]


def _from_json(values: list[str]) -> Entry:
    day, amount, description, reference, bank_id, account = values
    return Entry(
        date=date.fromisoformat(day),
        amount=Decimal(amount),
        description=description,
        reference=reference,
        bank_id=bank_id,
        account=account,
    )


__all__ = ["Statement", "StatementLine", "StatementUnreadable", "read_here", "read_statement"]
