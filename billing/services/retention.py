"""How long an issued document is kept, and how it is kept when its organisation is gone.

Five years from the day by which the return of its VAT period is submitted: the end of the month after the period
(VAT Act, section 55; Tax Administration Act, section 29(3)).
"""

from datetime import date
from itertools import islice

from django.db import connection

from accounts import selectors as people
from billing.engine import vat_periods
from billing.models import (
    BillingEntity,
    DocumentDelivery,
    RetainedDocument,
    TaxDocument,
)
from synthai.core import files
from synthai.core.after_commit import after_commit

YEARS = 5
BATCH = 200


def vat_period_end(entity: BillingEntity, on: date) -> date:
    """The last day of the VAT period that a day belongs to."""
    return vat_periods.period_end(entity.vat_periods, on)


def retain_until(entity: BillingEntity, on: date) -> date:
    """The last day on which a document of that day must be there."""
    ends = vat_period_end(entity, on)
    return vat_periods.month_end(ends.year + YEARS, ends.month + 1)


def retire(organisation_id: int) -> int:
    """Move the documents of an organisation that ends to the retained ones; returns how many. Needs its tenant, in a transaction.

    The database lets a document go only when the very same is retained.
    """
    owner = people.public_id_of(organisation_id)
    delivered = {row.document_id: row for row in DocumentDelivery.objects.all()}
    documents = TaxDocument.objects.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(documents, BATCH)):
        RetainedDocument.objects.bulk_create(
            [_retained(document, owner, delivered.get(document.pk)) for document in batch]
        )
    DocumentDelivery.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT billing_release_documents(%s)", [organisation_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def expire(*, today: date) -> int:
    """Delete what need not be kept any longer of customers who are gone; returns how many."""
    over = RetainedDocument.objects.filter(retain_until__lt=today)
    for path in over.exclude(path="").values_list("path", flat=True):
        after_commit(files.delete, path)
    return int(over.delete()[0])


def _retained(document: TaxDocument, owner: str, file: DocumentDelivery | None) -> RetainedDocument:
    return RetainedDocument(
        organisation=owner,
        entity_id=document.entity_id,
        kind=document.kind,
        number=document.number,
        issued_on=document.issued_on,
        supplied_on=document.supplied_on,
        currency=document.currency,
        excl=document.excl,
        vat=document.vat,
        incl=document.incl,
        data=document.data,
        sha256=document.sha256,
        path=file.path if file else "",
        file_sha256=file.file_sha256 if file else "",
        retain_until=document.retain_until,
    )
