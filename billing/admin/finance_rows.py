"""The rows under a figure: documents, and sides of an account; paged, and as files."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.admin.deeds import address
from billing.admin.finance_parts import Picked, download, picked, show, wanted_kind
from billing.admin.finance_words import FIELDS, ROW_HEADS, TREATMENTS, percent, row_cells, sold
from billing.engine.periods import local_date
from billing.engine.vat_periods import VatPeriod
from billing.models import JournalLine, VatRow
from billing.selectors.finance import rows
from synthai.core import keyset
from synthai.core.api.kinds import CursorInvalid
from synthai.core.spreadsheets import Sheet

if TYPE_CHECKING:
    from django.db.models import QuerySet

SIZE: Final = 50
BATCH: Final = 5_000
MOST_IN_XLSX: Final = 100_000
WHOLE: Final = 100  # per cent
ASKED: Final = ("field", "treatment", "rate", "note", "late", "moved", "account")


def documents(request: HttpRequest) -> HttpResponseBase:
    """The documents of a figure, each with the address of its page."""
    chosen = picked(request, today=local_date(timezone.now()))
    if chosen.entity is None:
        return show(request, "admin/billing/finance_rows.html", "documents", {"title": _("Documents")})
    days, wanted = VatPeriod(first=chosen.since, last=chosen.until), asked_for(request.GET)
    found = rows.documents(chosen.entity, days, wanted)
    if kind := wanted_kind(request):
        return _document_file(request, chosen, found, kind)
    page = _page(request, found, rows.ROWS_IN_ORDER, "finance documents")
    papers = rows.papers(chosen.entity, [row.number for row in page.rows])
    context = {
        "title": _("Documents"),
        "said": _said(wanted),
        "rows": [(row, address(papers.get(row.number)), _name(papers.get(row.number))) for row in page.rows],
        **_around(request, chosen, page),
    }
    return show(request, "admin/billing/finance_rows.html", "documents", context)


def sides(request: HttpRequest) -> HttpResponseBase:
    """What moved an account, each side with the address of its entry."""
    chosen, code = picked(request, today=local_date(timezone.now())), request.GET.get("account", "")
    if chosen.entity is None:
        return show(request, "admin/billing/finance_sides.html", "sides", {"title": _("Books")})
    found = rows.sides(chosen.entity, code, chosen.since, chosen.until)
    if kind := wanted_kind(request):
        sheet = Sheet(title=code or _("Books"), heads=_side_heads(), rows=map(_side_cells, _all_sides(found)))
        return _file(request, chosen, found, sheet, f"account-{code}", kind)
    page = _page(request, found, rows.SIDES_IN_ORDER, "finance sides")
    context = {
        "title": code or _("Books"),
        "rows": [(side, *_debit_and_credit(side), address(side.entry)) for side in page.rows],
        **_around(request, chosen, page),
    }
    return show(request, "admin/billing/finance_sides.html", "sides", context)


def asked_for(query: QueryDict) -> rows.Wanted:
    """Which rows the address asks for; what cannot be read asks for nothing."""
    note, rate = query.get("note"), None
    try:
        rate = Decimal(str(query["rate"])) if query.get("rate") else None
    except InvalidOperation:
        rate = None
    return rows.Wanted(
        field=query.get("field") or None,
        treatment=query.get("treatment") or None,
        rate=rate if rate is not None and rate.is_finite() and abs(rate) <= WHOLE else None,
        is_note=None if note not in {"0", "1"} else note == "1",
        is_late=query.get("late") == "1",
        is_moved=query.get("moved") == "1",
    )


def _page(request: HttpRequest, found: "QuerySet[Any]", ordering: tuple[str, ...], scope: str) -> Any:
    """The page the address points at; of a broken address the first."""
    cursor = request.GET.get("cursor") or None
    try:
        return keyset.page(found, ordering=ordering, size=SIZE, cursor=cursor, scope=scope)
    except CursorInvalid:
        return keyset.page(found, ordering=ordering, size=SIZE, scope=scope)


def _around(request: HttpRequest, chosen: Picked, page: Any) -> dict[str, Any]:
    """What both lists show beside their rows."""
    kept = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    own = chosen.query(**kept)
    files = [(_("All of it as CSV"), f"{own}&as=csv"), (_("All of it as XLSX"), f"{own}&as=xlsx")]
    return {
        "picked": chosen,
        "kept": kept,
        "files": files if page.rows else [],
        "next": f"{own}&{urlencode({'cursor': page.next})}" if page.next else "",
        "previous": f"{own}&{urlencode({'cursor': page.previous})}" if page.previous else "",
    }


def _said(wanted: rows.Wanted) -> str:
    """What is chosen, in words."""
    known = FIELDS.get("" if wanted.field == "none" else wanted.field or "-")
    parts = [
        f"{wanted.field}: {known}" if known and wanted.field != "none" else known,
        TREATMENTS.get(wanted.treatment or ""),
        percent(wanted.rate) if wanted.rate is not None else None,
        None if wanted.is_note is None else sold(wanted.is_note),
        _("of earlier days, counted in this period") if wanted.is_late else None,
        _("of these days, counted later since the books were closed") if wanted.is_moved else None,
    ]
    return ", ".join(str(part) for part in parts if part)


def _name(paper: Any) -> str:
    """Who it was issued to; nothing of customers who are gone."""
    return getattr(paper, "buyer_name", "")


def _document_file(
    request: HttpRequest, chosen: Picked, found: "QuerySet[VatRow]", kind: str
) -> HttpResponseBase:
    sheet = Sheet(title=_("Documents"), heads=ROW_HEADS, rows=map(row_cells, _all_documents(found)))
    return _file(request, chosen, found, sheet, "documents", kind)


def _file(
    request: HttpRequest, chosen: Picked, found: "QuerySet[Any]", sheet: Sheet, name: str, kind: str
) -> HttpResponseBase:
    """The file; a workbook only for so many rows as it is made of within a request's time."""
    if kind == "xlsx" and found[: MOST_IN_XLSX + 1].count() > MOST_IN_XLSX:
        said = _("These are more than %(most)s rows. Take them as CSV, or choose fewer days.")
        messages.error(request, said % {"most": f"{MOST_IN_XLSX:,}".replace(",", " ")})
        kept = {field: request.GET[field] for field in ASKED if request.GET.get(field)}
        return redirect(request.path + chosen.query(**kept))
    days = f"{chosen.since.isoformat()}-{chosen.until.isoformat()}"
    return download(request, [sheet], name=f"{name}-{days}", kind=kind)


def _all_documents(found: "QuerySet[VatRow]") -> Iterator[VatRow]:
    """Every row in order, in the memory of one batch."""
    return _in_batches(found, rows.ROWS_IN_ORDER, "finance documents file")


def _all_sides(found: "QuerySet[JournalLine]") -> Iterator[JournalLine]:
    return _in_batches(found, rows.SIDES_IN_ORDER, "finance sides file")


def _in_batches(found: "QuerySet[Any]", ordering: tuple[str, ...], scope: str) -> Iterator[Any]:
    cursor, more = None, True
    while more:
        page = keyset.page(found, ordering=ordering, size=BATCH, cursor=cursor, scope=scope)
        yield from page.rows
        cursor, more = page.next, page.next is not None


def _side_heads() -> tuple[str, ...]:
    return _("Posted"), _("Of"), _("Kind"), _("Source"), _("Customer"), _("Debit"), _("Credit")


def _side_cells(side: JournalLine) -> list[object]:
    entry = side.entry
    return [
        entry.posted_on,
        entry.happened_on,
        entry.get_kind_display(),
        entry.source or entry.key,
        entry.customer,
        *_debit_and_credit(side),
    ]


def _debit_and_credit(side: JournalLine) -> tuple[Decimal | None, Decimal | None]:
    amount = Decimal(side.cents) / 100
    return (amount, None) if amount > 0 else (None, -amount)
