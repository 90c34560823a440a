"""Corrected invoices (VAT Act, section 20(1B)): wrong particulars put right, the figures and the time of supply as they were."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from billing.engine.invoicing.notes import check_original
from billing.engine.invoicing.shapes import Document, Party

DAYS_TO_CORRECT: Final = timedelta(days=21)


def corrected(
    original: Document,
    *,
    reason: str,
    issued_on: date,
    seller: Party | None = None,
    buyer: Party | None = None,
    descriptions: Mapping[int, str] | None = None,
    order_reference: str | None = None,
) -> Document:
    """The invoice again with right particulars, unnumbered: same figures, same time of supply; both documents are kept.

    `descriptions` are by line number. Figures never change here: that is what notes are for. Raises NoOriginal and ReasonMissing.
    """
    check_original(original, reason)
    words = descriptions or {}
    return replace(
        original,
        number="",
        issued_on=issued_on,
        supplied_on=original.time_of_supply,
        seller=seller or original.seller,
        buyer=buyer or original.buyer,
        lines=tuple(
            replace(line, description=words.get(line.number, line.description)) for line in original.lines
        ),
        order_reference=original.order_reference if order_reference is None else order_reference,
        corrects=original.as_reference(),
        reason=reason.strip(),
        is_copy=False,
    )


def is_correction_late(requested_on: date, today: date) -> bool:
    """A corrected invoice is to be issued within 21 days of the request. It must be issued even when it is late."""
    return today - requested_on > DAYS_TO_CORRECT
