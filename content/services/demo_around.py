"""What stands around the documents of the demo organisation: a clause, a template of its own, a marketing text, a letter that was read in."""

import io
from datetime import datetime, timedelta
from typing import Final

from content.models import CopyVariant
from content.selectors import blueprints
from content.services import clauses, copies, reads, templates
from content.services.clauses import ClauseSettings
from synthai.core.access import Actor

LETTER: Final = """Karoo Cycles CC
14 Mark Street, Oudtshoorn

Dear Thandi

Thank you for the lunch boxes of 13 November 2026. Our people liked them, and we would like to have them every Friday.
We need 35 boxes at R 68.50 each, at our gate by 11:30. If you can keep that price until 30 June 2027, we order for the
whole of that time. Please send us a quotation by 4 December 2026.

One box was missing last time, worth R 68.50. Please take it off the next invoice.

Kind regards
Pieter Botha, pieter@karoocycles.example
"""
CLAUSE: Final = ClauseSettings(
    slug="our-payment-terms",
    title="Payment",
    text="Invoices are paid within 14 days of their date, into the account that stands on the invoice. After 30 days we may stop delivering until they are paid.",
)


def load(*, by: Actor, now: datetime) -> None:
    """Make them. Needs the tenant."""
    _clause(by=by, now=now - timedelta(days=20))
    _template(by=by, now=now - timedelta(days=12))
    _marketing(by=by, now=now - timedelta(days=2))
    letter = io.BytesIO(LETTER.encode())
    reads.upload(letter, name="Karoo Cycles, Friday lunches.txt", wish=reads.Wish(), by=by, now=now)


def newest_of(slug: str) -> str:
    """The ref of the newest version of a template of the library; "" when there is none."""
    return next((each.ref for each in blueprints.choices() if each.ref.startswith(f"library:{slug}:")), "")


def _clause(*, by: Actor, now: datetime) -> None:
    made = clauses.create(CLAUSE, by=by, now=now)
    clauses.approve(made.pk, note="As agreed with our bookkeeper", by=by, now=now)


def _template(*, by: Actor, now: datetime) -> None:
    """A delivery note under a name of its own, published."""
    source = newest_of("delivery-note")
    if source:
        made = templates.create("Delivery note for school kitchens", source=source, by=by, now=now)
        templates.publish(made.pk, note="First version", by=by, now=now)


def _marketing(*, by: Actor, now: datetime) -> None:
    answers = {
        "name": "Friday lunch box",
        "what": "A hot lunch, delivered to your gate",
        "benefits": ["Delivered by 11:30", "Cooked the same morning"],
        "price": "68.50",
        "place": "Cape Town",
    }
    made = copies.write(copies.Wish(kind="whatsapp", answers=answers), by=by, now=now)
    first = CopyVariant.objects.filter(request=made).order_by("number").first()
    if first is not None:
        copies.favour(first.pk, is_favourite=True, by=by)
