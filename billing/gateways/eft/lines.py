"""One line of a bank statement, its stable id, and why a statement could not be read."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_LINES: Final = 20_000
MAX_TEXT: Final = 500

_EXPORT_AGAIN = _("Export the statement again from your bank's site, as CSV or OFX.")
# What went wrong, by name, so that a child process can say it and the parent in the reader's language.
SENTENCES: "Final[dict[str, _StrOrPromise]]" = {
    "empty": _("The file is empty. Export the statement again."),
    "too_large": _("The file is larger than 5 MB. Export a shorter period, one month at a time."),
    "too_many_lines": _("The file has more than 20 000 lines. Export a shorter period, one month at a time."),
    "not_text": _(
        "This is %(kind)s and not a bank export. Export the statement as CSV or OFX and use that file."
    ),
    "no_headings": _(
        "No row with headings was found in the first 20 lines. There must be a date, a description and an amount "
        "(or money in and money out). Export the statement as CSV with headings, or as OFX."
    ),
    "no_lines": _(
        "The file has headings, but no transactions. Choose a period with transactions and export again."
    ),
    "date_unclear": _("Line %(row)s: “%(text)s” is not a clear date. Write it like 2026-11-21."),
    "dates_mixed": _(
        "Line %(row)s: “%(text)s” has day and month the other way round than other lines. Write dates like 2026-11-21."
    ),
    "amount_unclear": _("Line %(row)s: “%(text)s” is not a clear amount. Write it like 1234.56."),
    "amount_missing": _("Line %(row)s has a date, but no amount. Put the amount in, or take the line out."),
    "two_amounts": _("Line %(row)s has money in and money out. Keep the one that is right."),
    "row_too_short": _(
        "Line %(row)s has fewer cells than there are headings. Look for a line break inside a description, and mend it."
    ),
    "bad_quotes": _(
        "Line %(row)s cannot be split into cells: a quotation mark is missing. Mend it and try again."
    ),
    "ofx_entities": _(
        "The file defines entities, which no bank does. Export the statement again from your bank."
    ),
    "ofx_broken": _(
        "The file begins like OFX but cannot be read near transaction %(row)s. Export it again, or use CSV."
    ),
    "ofx_currency": _("The statement is in %(text)s. Only statements in rand can be used."),
    "too_heavy": _("Reading this file takes more memory or time than is allowed. Export a shorter period."),
}

# What a file is that is no bank export.
KINDS: "Final[dict[str, _StrOrPromise]]" = {
    "pdf": _("a PDF document"),
    "excel": _("an Excel workbook or a ZIP archive"),
    "office": _("an old Excel or Word document"),
    "picture": _("a picture"),
    "compressed": _("a compressed file"),
    "page": _("a web page"),
    "program": _("a program's own file"),
}


class StatementUnreadable(DomainError):
    """A bank file that cannot be read. `problem` is a key of SENTENCES, `row` the line of the file it is about."""

    code = "billing.statement.unreadable"
    title = _("The bank file cannot be read")
    remedy = _EXPORT_AGAIN
    status = 422

    def __init__(self, problem: str, **params: object) -> None:
        super().__init__(SENTENCES[problem])
        self.problem, self.plain_params = problem, params
        kind = params.get("kind")
        self.params = {**params, "kind": KINDS[kind]} if isinstance(kind, str) else params
        row = params.get("row")
        self.row = row if isinstance(row, int) else None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A transaction as a reader found it. `bank_id` is the bank's own, where it gives one; `account` is a digest."""

    date: date
    amount: Decimal
    description: str
    reference: str = ""
    bank_id: str = ""
    account: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """A transaction with a stable id: money in is positive.

    `id` is made from the bank's own id, else from the content and how often the same content came before it, so reading
    the same statement again, in whatever delimiter, gives the same ids. `content_id` is always made the second way:
    it finds a transaction again that was read from a CSV first and from an OFX later. Two lines that both have a `bank_id`
    are only the same when their `id` is.
    `reversed_by` and `reverses` name the other half of an entry that the bank took back.
    """

    id: str
    content_id: str
    date: date
    amount: Decimal
    description: str
    reference: str = ""
    bank_id: str = ""
    reverses: str = ""
    reversed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a bank file held. `kind` is csv or ofx; `repeated` counts entries that the file listed twice."""

    kind: str
    lines: tuple[StatementLine, ...]
    repeated: int = 0


def clean(text: str) -> str:
    """A cell as people read it: printable, single spaces, of bounded length."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:MAX_TEXT]


def identified(entries: Iterable[Entry]) -> tuple[list[StatementLine], int]:
    """Lines with their ids, and how many entries with the same id of the bank were dropped as repeated."""
    seen: Counter[str] = Counter()
    by_bank_id: dict[str, set[str]] = {}
    lines: list[StatementLine] = []
    repeated = 0
    for entry in entries:
        content = content_key(entry)
        if entry.bank_id:
            known = by_bank_id.setdefault(f"{entry.account}|{entry.bank_id}", set())
            if content in known:
                repeated += 1
                continue
            known.add(content)
            # Some banks give one id to two transactions: the content tells them apart.
            mark = "" if len(known) == 1 else content
            identity = _digest("bank", entry.account, entry.bank_id, mark)
        seen[content] += 1
        content_id = _digest("content", content, str(seen[content]))
        lines.append(
            StatementLine(
                id=identity if entry.bank_id else content_id,
                content_id=content_id,
                date=entry.date,
                amount=entry.amount,
                description=entry.description,
                reference=entry.reference,
                bank_id=entry.bank_id,
            )
        )
    return lines, repeated


def content_key(entry: Entry) -> str:
    """What makes two entries the same transaction: day, amount and words, whatever their case and punctuation."""
    words = re.sub(r"[\W_]+", "", f"{entry.description}{entry.reference}".casefold())
    return f"{entry.date.isoformat()}|{entry.amount:.2f}|{words}"


def _digest(*parts: str) -> str:
    joined = "\0".join(part.replace("\0", "") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]
