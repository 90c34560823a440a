"""Documents to be read for tests."""

import io
from typing import Any

from django.utils import timezone

from content.models import ReadDocument
from content.services import read_working, reads
from content.services.reads import Wish
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

INVOICE = """TAX INVOICE

Blue Crane Trading CC
12 Long Street, Worcester
VAT No: 4470101504

Invoice number: INV-00231
Invoice date: 12 November 2026

Bill to: Umoja Foods (Pty) Ltd
VAT No: 4740101508

Maize meal 12.5 kg x 100   R 10 000.00
Subtotal                   R 10 000.00
VAT 15%                    R 1 500.00
Total due                  R 11 500.00

Please pay within 30 days of the date of this invoice.
"""
LETTER = """Dear Thandi

The bread arrived four days late on 3 November 2026 and half of it was wet. We paid R 4 500.00 for this order. Nobody answers the phone at your office. The shop lost a whole weekend of sales because of it. We ask for our money back before the end of the month. Our driver waited at your gate for two hours on Friday. The second order of R 2 250.00 was never delivered at all. We have bought from you for six years and were always satisfied. Please call Karoo Cycles CC on 021 555 0134 to arrange the refund. We hope that the next delivery is on time again.

Yours
"""


def uploaded(person: Person, content: str | bytes, name: str = "letter.txt", **wish: Any) -> ReadDocument:
    """A document that waits for its worker."""
    data = content.encode() if isinstance(content, str) else content
    with tenant(person.organisation):
        return reads.upload(
            io.BytesIO(data), name=name, wish=Wish(**wish), by=person.actor, now=timezone.now()
        )


def read_in(person: Person, content: str | bytes, name: str = "letter.txt", **wish: Any) -> ReadDocument:
    """A document, read by the child process to its end."""
    found = uploaded(person, content, name, **wish)
    with tenant(person.organisation):
        read_working.run(found.pk)
        return ReadDocument.objects.select_related("organisation").get(pk=found.pk)
