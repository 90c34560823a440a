"""What customers owe by the books: each movement of `receivables` as a statement tells it, and what is still owed by age.

Everything comes from the journal, so its sums are the ledger's to the cent; documents, payments and charges only say what a movement
is called, when it was payable and what it pays. Needs the tenant, or `all_tenants()` for several customers. Constant queries.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.engine import ledger
from billing.engine.invoicing.statements import Movement
from billing.engine.periods import local_date
from billing.models import (
    Charge,
    DocumentKind,
    EntryKind,
    JournalLine,
    Payment,
    TaxDocument,
)

_WORDS: Final = {
    EntryKind.INVOICE.value: gettext_lazy("Invoice"),
    EntryKind.CREDIT_NOTE.value: gettext_lazy("Credit note"),
    EntryKind.DEBIT_NOTE.value: gettext_lazy("Debit note"),
    EntryKind.PAYMENT.value: gettext_lazy("Payment, thank you"),
    EntryKind.PAYMENT_UNDONE.value: gettext_lazy("Payment that did not come"),
    EntryKind.WRITE_OFF.value: gettext_lazy("Written off"),
}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One line of the journal that a statement tells."""

    customer: str
    entry: int
    on: date
    kind: str
    source: str
    account: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Told:
    """A movement as a statement tells it, with the entry and the document behind it."""

    customer: str
    entry: int
    movement: Movement
    document: int | None = None


@dataclass
class _Known:
    """What the sources of movements are."""

    documents: dict[str, TaxDocument] = field(default_factory=dict)
    charge_of: dict[str, int] = field(
        default_factory=dict
    )  # a document's, payment's or charge's name to its charge
    due: dict[int, date] = field(default_factory=dict)
    invoices: dict[int, str] = field(default_factory=dict)
    undone: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def owing(entity_id: int, *, on: date) -> dict[str, Decimal]:
    """Customers whose receivables are not nothing at the end of a day; negative is in their favour. One query."""
    rows = JournalLine.objects.filter(
        account__entity_id=entity_id, account__code=ledger.RECEIVABLES, entry__posted_on__lte=on
    )
    summed = rows.values_list("entry__customer").annotate(total=Sum("cents")).exclude(total=0)
    return {customer: Decimal(total) / 100 for customer, total in summed.order_by("entry__customer")}


def entities_of(customer: str) -> list[int]:
    """Who this customer bought from, the newest first. One query."""
    rows = JournalLine.objects.filter(entry__customer=customer, account__code=ledger.RECEIVABLES)
    found = rows.order_by("-entry_id").values_list("entry__entity_id", flat=True)
    return list(dict.fromkeys(found))


def told(entity_id: int, customers: Collection[str], *, until: date) -> list[Told]:
    """Every movement of these customers up to and with a day, oldest first; on one day the invoice before what paid it."""
    moved = sorted(
        _moved(entity_id, customers, until), key=lambda each: (each.on, each.kind != EntryKind.INVOICE)
    )
    known = _known(moved)
    return [each for movement in moved for each in _tell(movement, known)]


def _moved(entity_id: int, customers: Collection[str], until: date) -> list[Moved]:
    # A credit note for money that went back moves `refunds`: it is told as well, with what became of the money beside it.
    moves = Q(account__code=ledger.RECEIVABLES) | Q(
        account__code=ledger.REFUNDS, entry__kind=EntryKind.CREDIT_NOTE
    )
    rows = JournalLine.objects.filter(
        moves, entry__entity_id=entity_id, entry__customer__in=customers, entry__posted_on__lte=until
    )
    names = ("entry__customer", "entry_id", "entry__posted_on", "entry__kind", "entry__source")
    found = rows.order_by("entry__posted_on", "entry_id").values_list(*names, "account__code", "cents")
    return [
        Moved(
            customer=customer,
            entry=entry,
            on=on,
            kind=kind,
            source=source,
            account=account,
            amount=Decimal(cents) / 100,
        )
        for customer, entry, on, kind, source, account, cents in found
    ]


def _known(moved: Collection[Moved]) -> _Known:
    """Four queries."""
    names, known = {each.source for each in moved}, _Known()
    documents = TaxDocument.objects.filter(number__in=names).select_related("original")
    for row in documents.defer("data", "original__data"):
        known.documents[row.number] = row
        known.charge_of[row.number] = row.charge_id or 0
    payments = Payment.objects.filter(reference__in=names)
    known.charge_of.update(payments.values_list("reference", "charge_id"))
    ids = {key for key in known.charge_of.values() if key}
    for key, reference, due_at in Charge.objects.filter(Q(reference__in=names) | Q(pk__in=ids)).values_list(
        "pk", "reference", "due_at"
    ):
        known.charge_of[reference] = key
        known.due[key] = local_date(due_at)
    firsts = TaxDocument.objects.invoices().filter(charge_id__in=known.due, corrects__isnull=True)
    known.invoices.update(firsts.order_by("-pk").values_list("charge_id", "number"))
    for each in moved:
        if each.kind == EntryKind.PAYMENT_UNDONE:
            known.undone[known.charge_of.get(each.source, 0)].append(each.source)
    return known


def _tell(moved: Moved, known: _Known) -> Iterable[Told]:
    document = known.documents.get(moved.source)
    if moved.account != ledger.REFUNDS:
        settles = _settles(moved, document, known) if moved.amount < 0 else ()
        yield _told(moved, _movement(moved, known, settles=settles), document)
        return
    is_paid_back = document is not None and document.key.startswith("refund:")
    back = Movement(
        on=moved.on,
        number=moved.source,
        label=_("Paid back to you") if is_paid_back else _("Kept as your credit"),
        amount=-moved.amount,
        kind="refund",
    )
    yield _told(moved, _movement(moved, known, settles=((moved.source, -moved.amount),)), document)
    yield _told(moved, back, None)


def _told(moved: Moved, movement: Movement, document: TaxDocument | None) -> Told:
    return Told(
        customer=moved.customer,
        entry=moved.entry,
        movement=movement,
        document=document.pk if document else None,
    )


def _movement(moved: Moved, known: _Known, *, settles: tuple[tuple[str, Decimal], ...]) -> Movement:
    charge = known.charge_of.get(moved.source, 0)
    is_undone = moved.kind == EntryKind.PAYMENT_UNDONE
    is_named = moved.source in known.charge_of or moved.kind in DocumentKind.values
    return Movement(
        on=moved.on,
        number=moved.source if is_named else "",
        label=_label(moved, known),
        amount=moved.amount,
        kind=moved.kind,
        due_on=known.due.get(charge) if is_undone else None,
        settles=settles,
    )


def _settles(moved: Moved, document: TaxDocument | None, known: _Known) -> tuple[tuple[str, Decimal], ...]:
    """What it pays: a note its original, all else the invoice of its charge, and payments for it that did not come."""
    charge = known.charge_of.get(moved.source, 0)
    names = [document.original.number] if document and document.original else []
    if charge:
        names += [known.invoices.get(charge, ""), *known.undone.get(charge, ())]
    return tuple((name, -moved.amount) for name in dict.fromkeys(names) if name)


def _label(moved: Moved, known: _Known) -> str:
    document = known.documents.get(moved.source)
    if document is not None:
        return str(document.get_kind_display())
    if moved.kind == EntryKind.CREDIT:
        return _("Paid from your credit") if moved.amount < 0 else _("Kept as your credit")
    return str(_WORDS.get(moved.kind) or _("Adjustment"))
