"""Documents and days of a period as exports want them, read in parts so that memory stays flat. Needs `all_tenants()`."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.engine import ledger
from billing.engine.exports.papers import Day, Paper
from billing.engine.invoicing.shapes import Document, Party
from billing.models import Charge, JournalLine, Price, RetainedDocument, TaxDocument, VatRow

AT_ONCE = 200


def papers(entity_id: int, *, since: date, until: date, credit_notes: bool | None = None) -> Iterator[Paper]:
    """Every document that counts in these days, by number; only credit notes, or all others, when that is said.

    A corrected invoice counts with its first one, which is here. Six queries for each 200 documents.
    """
    rows = VatRow.objects.filter(entity_id=entity_id, declared_on__range=(since, until))
    if credit_notes is not None:
        named = rows.filter(kind="credit_note") if credit_notes else rows.exclude(kind="credit_note")
        rows = named
    last = ""
    while True:
        part = rows.filter(number__gt=last).order_by("number").distinct()
        found = list(part.values_list("number", "declared_on", "customer")[:AT_ONCE])
        if not found:
            return
        yield from _papers(entity_id, found)
        last = found[-1][0]


def days(entity_id: int, *, since: date, until: date, kind: str = "") -> Iterator[Day]:
    """The journal, summed for each day and account; entries of one kind only, when that is said. One query."""
    rows = JournalLine.objects.filter(entry__entity_id=entity_id, entry__posted_on__range=(since, until))
    if kind:
        rows = rows.filter(entry__kind=kind)
    summed = rows.values_list("entry__posted_on", "account__code").annotate(total=Sum("cents"))
    ordered = summed.exclude(total=0).order_by("entry__posted_on", "account__code")
    for on, held in groupby(ordered, key=lambda row: row[0]):
        yield Day(on=on, sides=tuple((code, Decimal(cents) / 100) for _on, code, cents in held))


def accounts_moved(entity_id: int, *, since: date, until: date) -> list[str]:
    """The accounts that moved in these days. One query."""
    rows = JournalLine.objects.filter(entry__entity_id=entity_id, entry__posted_on__range=(since, until))
    return list(rows.order_by("account__code").values_list("account__code", flat=True).distinct())


def _papers(entity_id: int, found: list[tuple[str, date, str]]) -> Iterator[Paper]:
    numbers = [number for number, _on, _customer in found]
    rows = TaxDocument.objects.filter(entity_id=entity_id, number__in=numbers)
    live = {row.number: row for row in rows}
    gone = RetainedDocument.objects.filter(entity_id=entity_id, number__in=set(numbers) - live.keys())
    kept = {row.number: row for row in gone}
    kinds, booked = _kinds(list(live.values())), _booked(entity_id, numbers)
    for number, on, customer in found:
        row = live.get(number)
        document = Document.from_json(row.data) if row else _nameless(kept[number])
        held = booked[number]
        yield Paper(
            document=document,
            on=on,
            customer=customer,
            kinds=kinds.get(row.charge_id or 0, {}) if row else {},
            kind=held[0] if len(held) == 1 else "",
        )


def _booked(entity_id: int, numbers: list[str]) -> dict[str, list[str]]:
    """The kinds of revenue that each document was booked to."""
    rows = JournalLine.objects.filter(
        entry__entity_id=entity_id,
        entry__key__in=[f"document:{number}" for number in numbers],
        account__code__startswith=f"{ledger.REVENUE}.",
    )
    found: dict[str, list[str]] = defaultdict(list)
    for number, code in rows.values_list("entry__source", "account__code"):
        found[number].append(code.partition(".")[2])
    return found


def _kinds(rows: list[TaxDocument]) -> dict[int, dict[str, str]]:
    """What each article of the charges is, as services.drafting names articles."""
    charges = Charge.objects.in_bulk([row.charge_id for row in rows if row.charge_id])
    named = {line["price"] for charge in charges.values() for line in charge.lines if line["price"]}
    prices = Price.objects.filter(public_id__in=named).values_list("public_id", "plan__code", "interval")
    articles = {public_id: f"{code}-{interval}".upper() for public_id, code, interval in prices}
    return {
        key: {articles.get(line["price"], line["kind"].upper()): line["kind"] for line in charge.lines}
        for key, charge in charges.items()
    }


def _nameless(row: RetainedDocument) -> Document:
    """A document whose organisation is gone is restricted (POPIA, section 14(6)): its figures without the person."""
    document = Document.from_json(row.data)
    name = _("Former customer %(id)s") % {"id": row.organisation}
    return replace(document, buyer=Party(name=name))
