"""Statements of account: what was charged and paid in a period, what is owed, and for how long."""

from django.utils.translation import gettext as _

from billing.documents import parts, words
from billing.engine.invoicing.shapes import AgeBucket, Document, Statement, StatementEntry
from billing.engine.invoicing.statements import GIVEN_BACK
from synthai.core.documents import Column, Panel, Row, Sheet, Table, Total

_OLDEST = 120


def statement_sheet(document: Document) -> Sheet:
    """The sheet of a statement. Raises ValueError for a document without the body of one."""
    statement = document.statement
    if statement is None:
        raise ValueError("A statement needs its entries and balances.")
    return Sheet(
        language=f"{document.language}-ZA",
        sender=parts.sender_name(document.seller),
        title=_("Statement of account"),
        number=document.number,
        marks=(_("Copy"),) if document.is_copy else (),
        facts=parts.facts_of(
            (_("Date of statement"), document.issued_on),
            (_("Period"), parts.period_of(document)),
            (_("Customer number"), document.buyer.reference),
        ),
        blocks=parts.blocks_of(document),
        table=_entries(statement, document.currency),
        analysis=_ageing(statement, document.currency),
        totals=_totals(statement, document.currency),
        panels=_panels(document, statement),
        notes=_small_print(document, statement),
        footer=parts.footer_of(document.seller),
        watermark=_("COPY") if document.is_copy else "",
        page_words=_("Page {page} of {pages}"),
    )


def _entries(statement: Statement, currency: str) -> Table:
    opening = Row(
        cells=("", _("Balance brought forward"), "", "", words.money(statement.opening, currency)),
        is_strong=True,
    )
    return Table(
        caption=_("Movements"),
        columns=(
            Column(label=_("Date")),
            Column(label=_("What"), is_wide=True),
            Column(label=_("Payable by")),
            Column(label=_("Amount"), is_number=True),
            Column(label=_("Balance"), is_number=True),
        ),
        rows=(opening, *(_entry(entry, currency) for entry in statement.entries)),
    )


def _entry(entry: StatementEntry, currency: str) -> Row:
    return Row(
        cells=(
            words.day(entry.on),
            " ".join(part for part in (entry.label, entry.number) if part),
            words.day(entry.due_on) if entry.due_on else "",
            words.money(entry.amount, currency),
            words.money(entry.balance, currency),
        )
    )


def _ageing(statement: Statement, currency: str) -> Table | None:
    if not statement.ageing:
        return None
    return Table(
        caption=_("How long it is overdue"),
        columns=(
            Column(label=_("How long it is overdue"), is_wide=True),
            Column(label=_("Amount"), is_number=True),
        ),
        rows=tuple(
            Row(cells=(_age(bucket), words.money(bucket.amount, currency))) for bucket in statement.ageing
        ),
    )


def _age(bucket: AgeBucket) -> str:
    if bucket.days == 0:
        return _("Current: less than 30 days")
    if bucket.days >= _OLDEST:
        return _("%(days)s days and more") % {"days": bucket.days}
    return _("%(first)s to %(last)s days") % {"first": bucket.days, "last": bucket.days + 29}


def _totals(statement: Statement, currency: str) -> tuple[Total, ...]:
    nothing = statement.opening * 0
    back = sum((e.amount for e in statement.entries if e.amount > 0 and e.kind in GIVEN_BACK), nothing)
    charged = sum((e.amount for e in statement.entries if e.amount > 0), nothing) - back
    settled = sum((e.amount for e in statement.entries if e.amount < 0), nothing)
    label = _("You owe") if statement.closing >= 0 else _("In your favour")
    return (
        Total(label=_("Balance brought forward"), value=words.money(statement.opening, currency)),
        Total(label=_("Charged"), value=words.money(charged, currency)),
        Total(label=_("Paid and credited"), value=words.money(settled, currency)),
        *((Total(label=_("Taken back or given back"), value=words.money(back, currency)),) if back else ()),
        Total(label=label, value=words.money(abs(statement.closing), currency), is_strong=True),
    )


def _panels(document: Document, statement: Statement) -> tuple[Panel, ...]:
    if statement.closing <= 0:
        return ()
    return parts.how_to_pay(document, words.money(statement.closing, document.currency))


def _small_print(document: Document, statement: Statement) -> tuple[str, ...]:
    unallocated = words.money(statement.unallocated, document.currency)
    notes = (
        _(
            "%(amount)s was paid in advance and is not matched to an invoice yet; the first row of the ageing is less by it."
        )
        % {"amount": unallocated}
        if statement.unallocated
        else "",
        document.terms,
        *document.notes,
    )
    return tuple(note for note in notes if note)
