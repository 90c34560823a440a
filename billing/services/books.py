"""The ledger's one door: every fact about money is posted here, in the transaction of the fact, once for its key.

The organisation's customer lock is held by whoever brings a fact, so the same fact never comes twice at once; the database keeps keys
apart all the same, and refuses what does not balance. Which accounts a fact moves is in `billing.engine.ledger`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts import selectors as people
from billing.engine import ledger
from billing.engine.invoicing.shapes import Document
from billing.engine.periods import local_date
from billing.models import (
    Account,
    CardSetup,
    Charge,
    CreditEntry,
    Dispute,
    EntryKind,
    JournalEntry,
    JournalLine,
    Payment,
    Refund,
    TaxDocument,
)
from billing.services import entities

_Moved = tuple[EntryKind, str, ledger.Sides]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What is to be posted. `source` finds what it came from again: a document's number, a payment's reference."""

    key: str
    kind: EntryKind
    sides: ledger.Sides
    on: date
    source: str = ""
    customer: str = ""


def post(entity_id: int, facts: Sequence[Fact], *, now: datetime) -> list[JournalEntry]:
    """Write the facts that are not there yet, and return those. A fact that moves nothing is no fact. In a transaction."""
    moving = [fact for fact in facts if fact.sides]
    keys = [fact.key for fact in moving]
    known = set(JournalEntry.objects.filter(entity_id=entity_id, key__in=keys).values_list("key", flat=True))
    fresh = [fact for fact in moving if fact.key not in known]
    if not fresh:
        return []
    accounts = _accounts(entity_id, {code for fact in fresh for code in fact.sides})
    entries = [
        JournalEntry(
            entity_id=entity_id,
            key=fact.key,
            kind=fact.kind,
            happened_on=fact.on,
            posted_on=fact.on,
            customer=fact.customer,
            source=fact.source[:60],
            created_at=now,
        )
        for fact in fresh
    ]
    JournalEntry.objects.bulk_create(entries)
    lines = [
        JournalLine(entry=entry, account_id=accounts[code], cents=moved)
        for entry, fact in zip(entries, fresh, strict=True)
        for code, moved in fact.sides.items()
    ]
    JournalLine.objects.bulk_create(lines)
    return entries


def _accounts(entity_id: int, codes: set[str]) -> dict[str, int]:
    """The keys of these accounts; new ones are made."""
    rows = Account.objects.filter(entity_id=entity_id, code__in=codes)
    found = dict(rows.values_list("code", "pk"))
    if missing := sorted(codes - found.keys()):
        fresh = [Account(entity_id=entity_id, code=code, kind=ledger.kind_of(code)) for code in missing]
        Account.objects.bulk_create(fresh, ignore_conflicts=True)
        found = dict(rows.values_list("code", "pk"))
    return found


def issued(
    row: TaxDocument, document: Document, revenue: dict[str, Decimal], *, against: str, now: datetime
) -> JournalEntry | None:
    """A document was issued: an invoice or debit note adds revenue and VAT, a credit note takes them back.

    An invoice counts at its time of supply (VAT Act, section 9(1)), a note in the period in which it is issued (section 21(2)).
    """
    vat: dict[Decimal, Decimal] = {}
    for group in document.groups:
        vat[group.rate] = vat.get(group.rate, Decimal(0)) + group.vat
    work = ledger.credit_note if row.kind == EntryKind.CREDIT_NOTE else ledger.invoice
    notes = {EntryKind.CREDIT_NOTE, EntryKind.DEBIT_NOTE}
    kind = EntryKind(row.kind) if row.kind in notes else EntryKind.INVOICE
    fact = Fact(
        key=f"document:{row.number}",
        kind=kind,
        sides=work(revenue, vat, against=against),
        on=row.issued_on if kind in notes else row.supplied_on,
        source=row.number,
        customer=_customer(row.organisation_id),
    )
    return next(iter(post(row.entity_id, [fact], now=now)), None)


def paid(payment: Payment, charge: Charge, *, now: datetime) -> None:
    """A payment was confirmed, and its service kept its fee. The payment's lock is held, `version` counts its decisions."""
    mark, gateway = f"{payment.public_id}:{payment.version}", payment.gateway
    coming = ledger.payment(gateway, payment.amount)
    kept = ledger.fee(gateway, payment.fee or Decimal(0))
    facts = ((EntryKind.PAYMENT, f"payment:{mark}", coming), (EntryKind.FEE, f"fee:{mark}", kept))
    _post_all(charge, facts, source=payment.reference, now=now)


def paid_unseen(charge: Charge, amount: Decimal, *, now: datetime) -> None:
    """A gateway that collects a charge calls it paid, and no payment of it was seen: marked so by hand there."""
    fact = (EntryKind.PAYMENT, f"unseen:{charge.public_id}:{charge.version}", ledger.unseen(amount))
    _post_all(charge, [fact], source=charge.reference, now=now)


def card_checked(setup: CardSetup, fee: Decimal, *, now: datetime) -> None:
    """A card is kept, and a small amount was taken for it that we owe back."""
    coming = (EntryKind.PAYMENT, f"card:{setup.public_id}", ledger.deposit(setup.gateway, setup.amount))
    kept = (EntryKind.FEE, f"card-fee:{setup.public_id}", ledger.fee(setup.gateway, fee))
    _post_of_card(setup, (coming, kept), now=now)


def card_given_back(setup: CardSetup, *, now: datetime) -> None:
    """The small amount went back."""
    fact = (EntryKind.REFUND, f"card-back:{setup.public_id}", ledger.refund(setup.gateway, setup.amount))
    _post_of_card(setup, [fact], now=now)


def fee_told(payment: Payment, charge: Charge, *, now: datetime) -> None:
    """What its service kept of a payment became known after it was confirmed. The payment's lock is held."""
    key = f"fee:{payment.public_id}:{payment.version}"
    kept = ledger.fee(payment.gateway, payment.fee or Decimal(0))
    _post_all(charge, [(EntryKind.FEE, key, kept)], source=payment.reference, now=now)


def unpaid(payment: Payment, charge: Charge, *, now: datetime) -> None:
    """A payment that counted did not come after all."""
    sides = ledger.payment(payment.gateway, -payment.amount)
    key = f"unpaid:{payment.public_id}:{payment.version}"
    _post_all(charge, [(EntryKind.PAYMENT_UNDONE, key, sides)], source=payment.reference, now=now)


def refunded(refund: Refund, payment: Payment, *, now: datetime) -> None:
    """Money went back."""
    sides = ledger.refund(payment.gateway, refund.amount)
    fact = (EntryKind.REFUND, f"refund:{refund.public_id}", sides)
    _post_all(payment.charge, [fact], source=payment.reference, now=now)


def disputed(dispute: Dispute, payment: Payment, *, now: datetime) -> None:
    """How a dispute stands now: opened, won or lost."""
    work = {
        "open": lambda: ledger.dispute(payment.gateway, dispute.amount),
        "won": lambda: ledger.dispute_won(payment.gateway, dispute.amount),
        "lost": lambda: ledger.dispute_lost(dispute.amount),
    }
    fact = (EntryKind.DISPUTE, f"dispute:{dispute.public_id}:{dispute.state}", work[dispute.state]())
    _post_all(payment.charge, [fact], source=payment.reference, now=now)


def credited(entry: CreditEntry, *, now: datetime) -> None:
    """The customer's credit moved."""
    sides = ledger.credit(entry.account, entry.amount)
    customer = _customer(entry.organisation_id)
    fact = Fact(
        key=f"credit:{customer}:{entry.key}",
        kind=EntryKind.CREDIT,
        sides=sides,
        on=local_date(now),
        source=entry.charge.reference if entry.charge else entry.public_id,
        customer=customer,
    )
    post(_entity_of(entry.charge), [fact], now=now)


def written_off(charge: Charge, amount: Decimal, *, now: datetime) -> None:
    """What was invoiced and nobody will pay: a bad debt. Its VAT is claimed back by hand (VAT Act, section 22)."""
    fact = (EntryKind.WRITE_OFF, f"write-off:{charge.public_id}:{charge.version}", ledger.write_off(amount))
    _post_all(charge, [fact], source=charge.reference, now=now)


def given_up(charge: Charge, *, now: datetime) -> None:
    """A charge that is given up: what was invoiced of it and nobody paid is a bad debt. Most were never invoiced.

    Credit notes take nothing off: what they gave back went to the customer, as money or as credit. What the charge held is credit
    again by now, but for what went back.
    """
    rows = TaxDocument.objects.filter(charge=charge, corrects__isnull=True)
    sold = rows.exclude(kind=EntryKind.CREDIT_NOTE).values_list("incl", flat=True)
    left = sum(sold, Decimal(0)) - charge.from_payments
    if left > 0:
        written_off(charge, left, now=now)


def _post_all(charge: Charge, facts: Iterable[_Moved], *, source: str, now: datetime) -> None:
    post(_entity_of(charge), _facts(charge.organisation_id, facts, source, now), now=now)


def _post_of_card(setup: CardSetup, facts: Iterable[_Moved], *, now: datetime) -> None:
    post(entities.selling().pk, _facts(setup.organisation_id, facts, setup.reference, now), now=now)


def _facts(organisation_id: int | None, facts: Iterable[_Moved], source: str, now: datetime) -> list[Fact]:
    customer, on = _customer(organisation_id), local_date(now)
    return [
        Fact(key=key, kind=kind, sides=sides, on=on, source=source, customer=customer)
        for kind, key, sides in facts
    ]


def _entity_of(charge: Charge | None) -> int:
    """Whose books: the charge's entity; the default one's for what belongs to no charge, or to one from before there were any."""
    return (charge.entity_id if charge else None) or entities.selling().pk


def _customer(organisation_id: int | None) -> str:
    return people.public_id_of(organisation_id or 0)
