"""The lines of a document as a table, its rates beside the totals, and the totals."""

from django.utils.translation import gettext as _

from billing.documents import words
from billing.engine.invoicing.shapes import Basis, Document, SupplyLine, TaxGroup, Treatment
from synthai.core.documents import Column, Row, Table, Total


def lines_table(document: Document) -> Table:
    """One row for each line. The VAT column is a vendor's, the discount column is there when a line has one."""
    bears_vat = document.seller.is_vendor
    discounts = any(line.discount for line in document.lines)
    return Table(
        caption=_("Lines"),
        columns=_columns(document, bears_vat=bears_vat, discounts=discounts),
        rows=tuple(_row(document, line, bears_vat, discounts) for line in document.lines),
        empty=_("There are no lines on this document."),
    )


def _columns(document: Document, *, bears_vat: bool, discounts: bool) -> tuple[Column, ...]:
    price, amount = _("Unit price"), _("Amount")
    if bears_vat and document.basis is Basis.INCLUSIVE:
        price, amount = _("Price incl. VAT"), _("Amount incl. VAT")
    elif bears_vat:
        price, amount = _("Price excl. VAT"), _("Amount excl. VAT")
    columns = (
        Column(label=_("Description"), is_wide=True),
        Column(label=_("Quantity"), is_number=True),
        Column(label=price, is_number=True),
        Column(label=_("Discount"), is_number=True) if discounts else None,
        Column(label=_("VAT"), is_number=True) if bears_vat else None,
        Column(label=amount, is_number=True),
    )
    return tuple(column for column in columns if column)


def _row(document: Document, line: SupplyLine, bears_vat: bool, discounts: bool) -> Row:
    currency = document.currency
    cells = (
        line.description,
        words.quantity(line.quantity, line.unit),
        words.money(line.unit_price, currency),
        (words.money(-line.discount, currency) if line.discount else "") if discounts else None,
        words.rate(line.treatment, line.rate) if bears_vat else None,
        words.money(line.amount, currency),
    )
    return Row(cells=tuple(cell for cell in cells if cell is not None), notes=_notes(line))


def _notes(line: SupplyLine) -> tuple[str, ...]:
    notes = (
        *line.detail.splitlines(),
        words.period(line.period_start, line.period_end) if line.period_start and line.period_end else "",
        _("Second-hand goods") if line.second_hand else "",
        line.reason,
        _("Article %(code)s") % {"code": line.code} if line.code else "",
    )
    return tuple(note for note in notes if note.strip())


def rates_table(document: Document) -> Table | None:
    """Value, VAT and consideration for each rate, where one line of VAT would not say it all."""
    if not document.seller.is_vendor or _single_standard(document):
        return None
    return (
        Table(
            caption=_("VAT by rate"),
            columns=(
                Column(label=_("VAT by rate"), is_wide=True),
                Column(label=_("Excl. VAT"), is_number=True),
                Column(label=_("VAT"), is_number=True),
                Column(label=_("Incl. VAT"), is_number=True),
            ),
            rows=tuple(_rate_row(group, document.currency) for group in document.groups),
        )
        if document.groups
        else None
    )


def _rate_row(group: TaxGroup, currency: str) -> Row:
    cells = (
        words.rate_at_length(group.treatment, group.rate),
        *(words.money(amount, currency) for amount in (group.excl, group.vat, group.incl)),
    )
    return Row(cells=cells, notes=(group.reason,) if group.reason else ())


def _single_standard(document: Document) -> TaxGroup | None:
    only = document.groups[0] if len(document.groups) == 1 else None
    return only if only and only.treatment is Treatment.STANDARD else None


def sums_of(document: Document, *, label: str) -> tuple[Total, ...]:
    """Value, VAT and consideration; of somebody who is no vendor only the one sum. `label` names the last."""
    totals, currency = document.totals, document.currency
    rows = (
        [Total(label=_("Discount, already taken off"), value=words.money(totals.discount, currency))]
        if totals.discount
        else []
    )
    if document.seller.is_vendor:
        group = _single_standard(document)
        vat = _("VAT %(rate)s") % {"rate": words.percent(group.rate)} if group else _("VAT")
        rows += [
            Total(label=_("Total excl. VAT"), value=words.money(totals.excl, currency)),
            Total(label=vat, value=words.money(totals.vat, currency)),
        ]
    rows.append(Total(label=label, value=words.money(totals.incl, currency), is_strong=True))
    return tuple(rows)


def owed_of(document: Document) -> tuple[Total, ...]:
    """What was paid and what is left, once something was."""
    totals, currency = document.totals, document.currency
    if not totals.paid:
        return ()
    return (
        Total(label=_("Paid"), value=words.money(-totals.paid, currency)),
        Total(label=_("Still to pay"), value=words.money(totals.due, currency), is_strong=totals.due > 0),
    )
