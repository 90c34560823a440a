"""The long tables of a period, read in parts so that memory stays flat: every side of the journal, every document. Needs `all_tenants()`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Sum

from billing.models import DocumentDelivery, JournalLine, RetainedDocument, TaxDocument, VatRow

LINES, DOCUMENTS = 2000, 200


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A document in the register. `file` is where its PDF lies, empty while it is not rendered; `row` while it is not retained."""

    number: str
    kind: str
    issued_on: date
    supplied_on: date
    counts_on: (
        date | None
    )  # the day whose VAT period and books it counts in; a corrected invoice counts with its first one
    customer: str
    buyer: str
    excl: Decimal
    vat: Decimal
    incl: Decimal
    original: str
    corrects: str
    reason: str
    sha256: str
    file: str
    row: int | None


def journal(entity_id: int, *, since: date, until: date) -> Iterator[list[Any]]:
    """Each side: entry, day of the fact, day it counts, kind, source, customer, account, debit, credit; in the order of posting."""
    rows = JournalLine.objects.filter(
        entry__entity_id=entity_id, entry__posted_on__range=(since, until)
    ).select_related("entry", "account")
    last = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:LINES]):
        for side in part:
            entry, amount = side.entry, Decimal(side.cents) / 100
            yield [
                entry.public_id,
                entry.happened_on,
                entry.posted_on,
                entry.get_kind_display(),
                entry.source,
                entry.customer,
                side.account.code,
                max(amount, Decimal(0)),
                max(-amount, Decimal(0)),
            ]
        last = part[-1].pk


def documents(entity_id: int, *, since: date, until: date) -> Iterator[Registered]:
    """What counts in these days, by number; then what was issued in them and counts elsewhere, corrected invoices above all."""
    declared = VatRow.objects.filter(entity_id=entity_id, declared_on__range=(since, until))
    issued = {"entity_id": entity_id, "issued_on__range": (since, until)}
    here = Exists(declared.filter(number=OuterRef("number")))
    for model in (TaxDocument, RetainedDocument):
        rows: Any = model.objects.filter(entity_id=entity_id)
        yield from _parts(rows.filter(here))
        yield from _parts(model.objects.filter(**issued).exclude(here))


def count(entity_id: int, *, since: date, until: date) -> int:
    """How many documents that is."""
    declared = VatRow.objects.filter(entity_id=entity_id, declared_on__range=(since, until))
    issued = {"entity_id": entity_id, "issued_on__range": (since, until)}
    here = Exists(declared.filter(number=OuterRef("number")))
    models: tuple[Any, ...] = (TaxDocument, RetainedDocument)
    return sum(
        model.objects.filter(entity_id=entity_id).filter(here).count()
        + model.objects.filter(**issued).exclude(here).count()
        for model in models
    )


def by_rate(entity_id: int, *, since: date, until: date) -> list[list[Any]]:
    """Sales by treatment and rate: documents, value, VAT, consideration; notes counted in. One query."""
    rows = VatRow.objects.filter(entity_id=entity_id, declared_on__range=(since, until))
    summed = rows.values_list("treatment", "rate").annotate(Count("pk"), Sum("excl"), Sum("vat"), Sum("incl"))
    return [list(row) for row in summed.order_by("treatment", "-rate")]


def _parts(rows: Any) -> Iterator[Registered]:
    last = ""
    while part := list(rows.filter(number__gt=last).order_by("number")[:DOCUMENTS]):
        yield from _registered(part)
        last = part[-1].number


def _registered(part: list[Any]) -> Iterator[Registered]:
    numbers = [row.number for row in part]
    declared = VatRow.objects.filter(entity_id=part[0].entity_id, number__in=numbers)
    known = {
        number: (on, who) for number, on, who in declared.values_list("number", "declared_on", "customer")
    }
    live = [row.pk for row in part if isinstance(row, TaxDocument)]
    sent = DocumentDelivery.objects.filter(document_id__in=live).exclude(path="")
    paths = dict(sent.values_list("document_id", "path"))
    for row in part:
        counts_on, customer = known.get(row.number, (None, ""))
        is_live = isinstance(row, TaxDocument)
        held = row.data
        yield Registered(
            number=row.number,
            kind=row.get_kind_display(),
            issued_on=row.issued_on,
            supplied_on=row.supplied_on,
            counts_on=counts_on,
            customer=customer or ("" if is_live else row.organisation),
            buyer=row.buyer_name if is_live else "",  # retained ones are restricted
            excl=row.excl,
            vat=row.vat,
            incl=row.incl,
            original=(held.get("original") or {}).get("number", ""),
            corrects=(held.get("corrects") or {}).get("number", ""),
            reason=held.get("reason", ""),
            sha256=row.sha256,
            file=paths.get(row.pk, "") if is_live else row.path,
            row=row.pk if is_live else None,
        )
