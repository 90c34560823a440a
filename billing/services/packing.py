"""What is in a month-end pack, and how it is written: one table, one document after the other, into a ZIP on disk.

Restricted documents (of organisations that are gone) are in it as files, since the law keeps them for exactly this; tables have their
figures and not the person.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import IO, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from billing.engine import vat_periods
from billing.engine.vat_periods import VatPeriod
from billing.models import TaxDocument, WaitingDocument, charges_of
from billing.selectors import ageing, ledger, registers
from billing.selectors.finance import vat
from billing.services import delivering, exporting, vat_tables
from billing.services.archives import Archive
from billing.services.exporting import Period
from synthai.core import files
from synthai.core.errors import DomainError
from synthai.core.spreadsheets import Sheet, csv_file, xlsx_file

Tell = Callable[[str, int, int], None]
EVERY: Final = 25  # documents between two words about how far it is


@dataclass
class Work:
    """A pack in the making."""

    period: Period
    archive: Archive
    tell: Tell
    total: int
    missing: list[str] = field(default_factory=list)  # what could not be put in, and why
    done: int = 0

    def step(self, name: str) -> None:
        """Say what is being done."""
        self.tell(name, self.done, self.total)

    def table(self, name: str, sheets: Sequence[Sheet], *, xlsx: bool = False) -> None:
        """The first sheet as CSV; all of them as a workbook too, when that is wanted: its rows are in memory then."""
        if xlsx:  # rows are read once, and here twice
            sheets = [replace(sheet, rows=list(sheet.rows)) for sheet in sheets]
            self.archive.add_file(f"{name}.xlsx", xlsx_file(sheets))
        self.archive.add_file(f"{name}.csv", csv_file(sheets[0]))


def pack(period: Period, *, tell: Tell, now: datetime) -> IO[bytes]:
    """The ZIP, in a file without a name, read from its start; whoever takes it closes it. Needs `all_tenants()`."""
    total = registers.count(period.entity.pk, **period.days)
    with Archive(on=period.until) as archive:
        work = Work(period=period, archive=archive, tell=tell, total=total)
        for part in PARTS:
            part(work)
        work.step(_("Writing what is in it"))
        archive.add("README.txt", _readme(work, now).encode())
        archive.add("manifest.sha256", archive.manifest())
    return archive.file


def _vat(work: Work) -> None:
    """The VAT201 of every VAT period that these days touch, and sales by rate."""
    work.step(_("VAT and sales by rate"))
    for period in _vat_periods(work.period):
        report = vat.report(work.period.entity, period)
        name = f"vat/vat201-{period.first.isoformat()}-{period.last.isoformat()}"
        work.table(name, vat_tables.sheets(report), xlsx=True)
    heads = (_("Treatment"), _("Rate"), _("Rows"), _("Value"), _("VAT"), _("Consideration"))
    rows = registers.by_rate(work.period.entity.pk, **work.period.days)
    work.table("vat/sales-by-rate", [Sheet(title=_("Sales by rate"), heads=heads, rows=rows)], xlsx=True)


def _vat_periods(wanted: Period) -> list[VatPeriod]:
    """Oldest first. The last may go on beyond these days: it is then as it stands now."""
    kind = wanted.entity.vat_periods
    found = [vat_periods.containing(kind, wanted.since)]
    while found[-1].last < wanted.until:
        found.append(vat_periods.after(kind, found[-1]))
    return found


def _books(work: Work) -> None:
    """The trial balance, with what moved in the period, and the journal."""
    work.step(_("Trial balance and journal"))
    entity, days = work.period.entity.pk, work.period.days
    moved = {
        each.code: each.cents for each in ledger.trial_balance(entity, on=days["until"], since=days["since"])
    }
    heads = [_("Account"), _("Kind"), _("Debit"), _("Credit"), _("Moved in the period")]
    rows = [
        [each.code, each.kind, each.debit, each.credit, ledger.rand(moved.get(each.code, 0))]
        for each in ledger.trial_balance(entity, on=days["until"])
    ]
    work.table("books/trial-balance", [Sheet(title=_("Trial balance"), heads=heads, rows=rows)], xlsx=True)
    sides = registers.journal(entity, **days)
    heads = [_("Entry"), _("Of"), _("Posted"), _("Kind"), _("Source"), _("Customer"), _("Account")]
    heads += [_("Debit"), _("Credit")]
    work.table("books/journal", [Sheet(title=_("Journal"), heads=heads, rows=sides)])


def _ages(work: Work) -> None:
    """Who owed at the end of the period, and for how long."""
    work.step(_("Overdue ageing"))
    found = ageing.by_books(work.period.entity, on=work.period.until)
    work.table("ageing", ageing.sheets(found), xlsx=True)


def _exports(work: Work) -> None:
    """The files of every program. One that cannot be made is named with its reason."""
    for export in exporting.EXPORTS:
        work.step(f"{exporting.codes_of(work.period.entity, export.program).program}: {export.title}")
        try:
            for name, content in exporting.files(export, work.period):
                work.archive.add(f"exports/{export.program}/{name}", content)
        except DomainError as error:
            work.missing.append(f"exports/{export.program}/{export.name}: {error}")


def _register(work: Work) -> None:
    """The register of all documents."""
    work.step(_("Register of documents"))
    heads = (
        _("Number"),
        _("Kind"),
        _("Issued"),
        _("Time of supply"),
        _("Counts on"),
        _("Customer number"),
        _("Customer"),
        _("Value"),
        _("VAT"),
        _("Consideration"),
        _("Original"),
        _("Corrects"),
        _("Reason"),
        _("SHA-256 of the document"),
    )
    found = registers.documents(work.period.entity.pk, **work.period.days)
    work.table(
        "documents", [Sheet(title=_("Documents"), heads=heads, rows=(_registered(each) for each in found))]
    )


def _registered(each: registers.Registered) -> list[Any]:
    days = [each.issued_on, each.supplied_on, each.counts_on or ""]
    amounts = [each.excl, each.vat, each.incl]
    belongs = [each.original, each.corrects, each.reason, each.sha256]
    return [each.number, each.kind, *days, each.customer, each.buyer, *amounts, *belongs]


def _papers(work: Work) -> None:
    """The file of every document, the very one that was issued."""
    for each in registers.documents(work.period.entity.pk, **work.period.days):
        if work.done % EVERY == 0:
            work.step(_("Documents"))
        name = f"documents/{_safe(each.number)}.pdf"
        try:
            _put(work, name, each)
        except FileNotFoundError:
            work.missing.append(f"{name}: {_('its file is not in the storage')}")
        work.done += 1


def _put(work: Work, name: str, each: registers.Registered) -> None:
    """The file that is kept; made now where its worker is still at it. Raises FileNotFoundError."""
    if each.file:
        work.archive.add_file(name, files.open_file(each.file))
        return
    if each.row is None:
        raise FileNotFoundError(name)
    document = TaxDocument.objects.get(pk=each.row)
    work.archive.add(name, delivering.file_of(document)[1])


def _safe(number: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in number)


PARTS: tuple[Callable[[Work], None], ...] = (_vat, _books, _ages, _exports, _register, _papers)


def _readme(work: Work, now: datetime) -> str:
    return "\r\n".join(_lines(work, now)) + "\r\n"


def _lines(work: Work, now: datetime) -> Iterator[str]:
    period, entity = work.period, work.period.entity
    yield _("Month-end pack of %(name)s") % {"name": entity.legal_name}
    yield _("%(since)s to %(until)s, made on %(now)s") % {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "now": timezone.localtime(now).isoformat(sep=" ", timespec="minutes"),
    }
    yield ""
    closed = ledger.closed_until(entity.pk)
    is_closed = closed is not None and closed >= period.until
    yield (
        _("The books of these days are closed.")
        if is_closed
        else _("The books of these days are NOT closed: they may still change.")
    )
    waiting = WaitingDocument.objects.filter(
        charges_of(period.entity, through="charge__"), issued_at__isnull=True, supplied_on__lte=period.until
    ).count()
    if waiting:
        yield _(
            "%(count)d documents wait to be completed (all entities); their VAT counts when they are issued."
        ) % {"count": waiting}
    yield ""
    yield from _contents()
    yield ""
    yield _("Documents: %(done)d of %(total)d.") % {"done": work.done, "total": work.total}
    if work.missing:
        yield _("Missing:")
        yield from (f"  {each}" for each in work.missing)


def _contents() -> list[str]:
    return [
        _(
            "vat/         the VAT201 of every VAT period that these days touch (output side), and sales by rate"
        ),
        _("books/       trial balance at the end of the period, and every side of the journal in it"),
        _(
            "ageing.*     who owed at the end of the period, and for how long; the sum is the account receivables"
        ),
        _("exports/     for Xero, Sage and QuickBooks: take the invoices or the journal, never both"),
        _("documents.csv  every document that counts or was issued in these days"),
        _("documents/   their files, as they were issued (PDF/A-3, the UBL inside)"),
        _("manifest.sha256  the SHA-256 of every file: sha256sum -c manifest.sha256"),
    ]
