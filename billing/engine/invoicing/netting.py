"""From the lines of a charge, some of which may give something back, to lines that a document may have.

No line of an invoice is below 0. What a charge gives back for time not used, and its coupon, become reductions of the document.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Reduction, Treatment
from billing.engine.quotes import Line

PRICE_PLACES: Final = Decimal("0.0001")


def net(
    lines: Sequence[Line],
    *,
    discount: Decimal = Decimal(0),
    discount_name: str = "",
    unit: str = "C62",
    treatment: Treatment = Treatment.STANDARD,
) -> tuple[list[LineDraft], tuple[Reduction, ...]]:
    """The lines and the reductions of a charge whose amounts include VAT. Their sums differ by what the charge comes to."""
    drafts = [_draft(line, unit, treatment) for line in lines if line.amount >= 0]
    back = [Reduction(label=line.text, amount=-line.amount) for line in lines if line.amount < 0]
    if discount:
        back.append(Reduction(label=discount_name, amount=discount))
    return drafts, tuple(back)


def _draft(line: Line, unit: str, treatment: Treatment) -> LineDraft:
    """With its quantity where price times quantity is the amount exactly; else as one of it, since the words tell how many."""
    quantity, price = line.quantity, line.amount
    if quantity > 1 and (line.amount / quantity).quantize(PRICE_PLACES) * quantity == line.amount:
        price = (line.amount / quantity).quantize(PRICE_PLACES).normalize()
    else:
        quantity = Decimal(1)
    return LineDraft(
        description=line.text,
        unit_price=price if price.as_tuple().exponent in {-3, -4} else price.quantize(Decimal("0.01")),
        quantity=quantity,
        unit=unit,
        treatment=treatment,
        code=line.price,
    )
