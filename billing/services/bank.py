"""Our bank's statements: imported once, suggestions for each credit, confirmed by a person, undone when the bank takes it back.

A line is known by the bank's own id or by its words, so the same file again, or the same days in another format, doubles
nothing. Lock order: the line, then what settling locks. Functions that look over customers need `all_tenants()`.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Case, Count, Q, When
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.ledger import clearing
from billing.gateways import PaymentFact
from billing.gateways.eft import OpenAmount, Statement, StatementLine, match, read_statement
from billing.gateways.eft.reversals import WITHIN, marked
from billing.models import BankLine, BankStatement, Customer, LineState, Payment, PaymentState
from billing.services import bank_charges, credit, references, settling
from billing.services.bank_refusals import LineClosed, NotAnEft, NothingOwed, ReferenceMissing, TooLittle
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.money import format_zar
from synthai.core.tenancy import tenant

GATEWAY: Final = "eft"
MOST_WAITING: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a file brought; `undone` is how many matches its reading undid."""

    statement: BankStatement
    undone: int


def import_statement(file_name: str, content: bytes, *, by: Actor, now: datetime) -> Imported:
    """Take in a bank's CSV or OFX export; lines that are known already are left out.

    What the bank took back since is undone. Raises NotAllowed, StatementUnreadable. Needs `all_tenants()`.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    found = read_statement(content)
    statement = _store(file_name, content, found, by=by, now=now)
    _note_reversals(found)
    undone = undo_reversed(by=by, now=now)
    suggest()
    return Imported(statement=statement, undone=undone)


@transaction.atomic
def _store(file_name: str, content: bytes, found: Statement, *, by: Actor, now: datetime) -> BankStatement:
    statement = BankStatement.objects.create(
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        line_count=len(found.lines),
        imported_by=by.label,
        imported_at=now,
    )
    known = _known(found.lines)
    fresh = [line for line in found.lines if not known & {line.id, line.content_id}]
    BankLine.objects.bulk_create([_row(statement, line) for line in fresh], ignore_conflicts=True)
    statement.new_count = BankLine.objects.filter(statement=statement).count()
    statement.save(update_fields=["new_count"])
    counts = {"lines": [0, len(found.lines)], "new": [0, statement.new_count]}
    audit(statement, "billing.bank.imported", by=by, changes=counts)
    return statement


def _known(lines: Sequence[StatementLine]) -> set[str]:
    keys = {line.id for line in lines} | {line.content_id for line in lines}
    rows = BankLine.objects.filter(Q(line_key__in=keys) | Q(content_key__in=keys))
    return {key for pair in rows.values_list("line_key", "content_key") for key in pair}


def _row(statement: BankStatement, line: StatementLine) -> BankLine:
    words = " ".join(part for part in (line.description, line.reference) if part)
    return BankLine(
        statement=statement,
        line_key=line.id,
        content_key=line.content_id,
        booked_on=line.date,
        amount=line.amount,
        description=words[:300],
        state=LineState.OPEN if line.amount > 0 else LineState.IGNORED,
    )


@transaction.atomic
def _note_reversals(found: Statement) -> None:
    """Which credits of these days and the ten before were taken back, also by a line of a later file."""
    if not found.lines:
        return
    days = [line.date for line in found.lines]
    rows = BankLine.objects.filter(booked_on__gte=min(days) - WITHIN, booked_on__lte=max(days) + WITHIN)
    by_key = {row.line_key: row for row in rows.order_by("booked_on", "pk") if not _is_half(row)}
    changed = []
    for line in marked([_as_line(row) for row in by_key.values()]):
        row = by_key[line.id]
        if not line.reversed_by and not line.reverses:
            continue
        row.suggestion = {**row.suggestion, "reversed_by": line.reversed_by, "reverses": line.reverses}
        if row.state != LineState.MATCHED:  # one that paid something is undone, below
            row.state = LineState.REVERSED
        changed.append(row)
    BankLine.objects.bulk_update(changed, ["suggestion", "state"])


def _is_half(row: BankLine) -> bool:
    """Whether it is half of a reversal already."""
    return bool(row.suggestion.get("reversed_by") or row.suggestion.get("reverses"))


def undo_reversed(*, by: Actor, now: datetime) -> int:
    """Undo what lines had paid that the bank took back. Again at any time; each line once. Needs `all_tenants()`."""
    rows = BankLine.objects.filter(state=LineState.MATCHED).exclude(suggestion__reversed_by="")
    keys = list(rows.filter(suggestion__has_key="reversed_by").values_list("public_id", flat=True))
    for public_id in keys:
        with suppress(LineClosed):  # somebody else just did
            _take_back(public_id, LineState.REVERSED, "billing.bank_line.reversed", by=by, now=now)
    return len(keys)


def suggest() -> None:
    """Work out anew what each open credit may pay. Needs `all_tenants()`."""
    rows = list(BankLine.objects.filter(state=LineState.OPEN).order_by("booked_on", "pk"))
    answers = match([_as_line(row) for row in rows], waiting_payments())
    for row, answer in zip(rows, answers, strict=True):
        best = answer.suggestions[0] if answer.suggestions else None
        row.suggestion = {
            "note": answer.note,
            "is_clear": answer.chosen is not None,
            "choices": [
                {
                    "reference": each.reference,
                    "confidence": str(each.confidence),
                    "difference": str(each.difference),
                    "reasons": list(each.reasons),
                }
                for each in answer.suggestions
            ],
            "reference": best.reference if best else "",
            "confidence": str(best.confidence) if best else "0",
        }
    bank_charges.add(rows)
    BankLine.objects.bulk_update(rows, ["suggestion"], batch_size=500)


def waiting_payments() -> list[OpenAmount]:
    """The EFT payments that we wait for, newest first. Two queries. Needs `all_tenants()`.

    Who types the charge's reference means its newest payment.
    """
    rows = Payment.objects.awaited_efts().select_related("charge", "organisation").order_by("-pk")
    found = list(rows[:MOST_WAITING])
    newest = {payment.charge.reference: payment.pk for payment in reversed(found)}
    owners = {payment.organisation_id for payment in found}
    names = dict(
        Customer.objects.filter(organisation__in=owners)
        .exclude(legal_name="")
        .values_list("organisation_id", "legal_name")
    )
    return [
        OpenAmount(
            reference=payment.reference,
            amount=payment.amount,
            payer=names.get(payment.organisation_id or 0) or payment.organisation.name,
            also=payment.charge.reference if newest[payment.charge.reference] == payment.pk else "",
        )
        for payment in found
    ]


@transaction.atomic(durable=True)
def confirm(public_id: str, *, reference: str, by: Actor, now: datetime) -> BankLine:
    """This line pays that EFT payment. What came too much becomes credit; too little is refused.

    Raises NotAllowed, NotFound, LineClosed, NotAnEft, TooLittle, NothingOwed.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    line = _open(public_id)
    owner, payment = _payment(reference, now=now)
    with tenant(owner):
        locks.lock_customer(owner)
        payment = Payment.objects.select_related("charge").get(
            pk=payment.pk
        )  # what it asks for may have moved
        if line.amount < payment.amount:
            refusal = TooLittle if payment.charge.is_open else NothingOwed
            came, due = format_zar(line.amount), format_zar(payment.amount)
            raise refusal(came=came, due=due, reference=payment.reference)
        settling.believe(payment.pk, _fact(line, payment), now=now)
        excess = line.amount - payment.amount
        if excess:
            credit.owe(
                payment.charge,
                excess,
                account=clearing(payment.gateway),
                by=by,
                now=now,
                reason=_too_much(payment, line),
            )
    _close(line, payment.reference, by=by, now=now)
    told = {"reference": [None, payment.reference], "amount": [None, line.amount]}
    audit(line, "billing.bank_line.confirmed", by=by, changes=told, organisation_id=owner)
    return line


@transaction.atomic(durable=True)
def keep_as_credit(public_id: str, *, reference: str, by: Actor, now: datetime) -> BankLine:
    """The line is money of whoever was given this reference, in another amount: it becomes their credit.

    Credit pays what is open, this reference's charge first, and its EFT asks for the rest from then on.

    Raises NotAllowed, NotFound, LineClosed, NotAnEft.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    line = _open(public_id)
    owner, payment = _payment(reference, now=now)
    with tenant(owner):
        locks.lock_customer(owner)
        credit.owe(
            payment.charge,
            line.amount,
            account=clearing(payment.gateway),
            by=by,
            now=now,
            reason=_only_credit(payment, line),
        )
    _close(line, payment.reference, by=by, now=now)
    told = {"reference": [None, payment.reference], "amount": [None, line.amount]}
    audit(line, "billing.bank_line.credited", by=by, changes=told, organisation_id=owner)
    return line


@transaction.atomic
def ignore(public_id: str, *, by: Actor, now: datetime) -> BankLine:
    """It is not ours to match: interest, a deposit of our own. Raises NotAllowed, NotFound, LineClosed."""
    require(by, permissions.PAYMENT_CONFIRM)
    line = _open(public_id)
    line.state, line.matched_by, line.matched_at = LineState.IGNORED, by.label, now
    line.save(update_fields=["state", "matched_by", "matched_at"])
    audit(line, "billing.bank_line.ignored", by=by)
    return line


def undo(public_id: str, *, by: Actor, now: datetime) -> BankLine:
    """Take back what a person made of a line: it is open again, and what it paid is owed again.

    Raises NotAllowed, NotFound, LineClosed, ChargeClosed.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    return _take_back(public_id, LineState.OPEN, "billing.bank_line.undone", by=by, now=now)


@transaction.atomic(durable=True)
def _take_back(public_id: str, state: LineState, code: str, *, by: Actor, now: datetime) -> BankLine:
    line = locks.lock_bank_line(public_id)
    if line.amount <= 0 or line.state not in (LineState.MATCHED, LineState.IGNORED):
        raise LineClosed(_("There is nothing to undo on this line."))
    reference, owner = line.matched_reference, None
    if reference:
        owner, payment = _payment(reference, now=now)
        with tenant(owner):
            _unpay(line, payment, state, by=by, now=now)
    line.state = LineState.REVERSED if line.suggestion.get("reversed_by") else state
    line.matched_by, line.matched_at = by.label, now
    line.matched_reference = (
        reference if line.state == LineState.REVERSED else ""
    )  # what it paid stays to be seen
    line.save(update_fields=["state", "matched_reference", "matched_by", "matched_at"])
    audit(line, code, by=by, changes={"reference": [reference, None]}, organisation_id=owner)
    return line


def _unpay(line: BankLine, payment: Payment, state: LineState, *, by: Actor, now: datetime) -> None:
    """The payment that this line confirmed is undone; a line that only left credit takes that back."""
    if payment.gateway_id != line.line_key:
        settling.take_back_part(payment.pk, line.line_key, by=by, now=now)
        return
    is_reversed = state == LineState.REVERSED
    settling.unpay(
        payment.pk,
        state=PaymentState.FAILED if is_reversed else PaymentState.PENDING,
        why=_t("The bank took the EFT back.") if is_reversed else _t("The match was undone."),
        left=_too_much(payment, line),
        by=by,
        now=now,
    )


def _open(public_id: str) -> BankLine:
    line = locks.lock_bank_line(public_id)
    if line.state != LineState.OPEN:
        raise LineClosed
    return line


def _close(line: BankLine, reference: str, *, by: Actor, now: datetime) -> None:
    line.state, line.matched_reference = LineState.MATCHED, reference
    line.matched_by, line.matched_at = by.label, now
    line.save(update_fields=["state", "matched_reference", "matched_by", "matched_at"])


def _payment(reference: str, *, now: datetime) -> tuple[int, Payment]:
    """The EFT that a reference means: a payment's own, or the charge's, for which one is made where none was begun."""
    typed = "".join(reference.split()).upper()
    if not typed:
        raise ReferenceMissing
    by_charge = Payment.objects.filter(charge__reference=typed, gateway=GATEWAY)
    open_first = by_charge.order_by(Case(When(state=PaymentState.PENDING, then=0), default=1), "-pk")
    typed = open_first.values_list("reference", flat=True).first() or typed
    owner = references.owner_of(typed)
    if owner is not None:
        with tenant(owner):
            rows = Payment.objects.filter(reference=typed, gateway=GATEWAY)
            found = rows.select_related("charge").first()
        if found is not None:
            return owner, found
    made = bank_charges.eft_for(typed, now=now)
    if made is None:
        raise NotAnEft(reference=typed)
    return made


def _fact(line: BankLine, payment: Payment) -> PaymentFact:
    return PaymentFact(
        gateway_id=line.line_key,
        status="confirmed",
        amount=payment.amount,
        currency=payment.currency,
        reference=payment.reference,
    )


def _too_much(payment: Payment, line: BankLine) -> str:
    return f"Paid too much with {payment.reference} (bank line {line.line_key})"


def _only_credit(payment: Payment, line: BankLine) -> str:
    return f"EFT for {payment.reference} of another amount (bank line {line.line_key})"


def _as_line(row: BankLine) -> StatementLine:
    return StatementLine(
        id=row.line_key,
        content_id=row.content_key,
        date=row.booked_on,
        amount=row.amount,
        description=row.description,
        reversed_by=row.suggestion.get("reversed_by", ""),
        reverses=row.suggestion.get("reverses", ""),
    )


def counts() -> dict[str, int]:
    """How many credits stand how, for the page's filters. One query."""
    rows = BankLine.objects.filter(amount__gt=0).order_by("state")
    return dict(rows.values_list("state").annotate(number=Count("pk")))
