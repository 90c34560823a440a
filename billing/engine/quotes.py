"""What is to be paid, line by line, before anybody pays it: the same arithmetic previews a change and makes a charge."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from billing.engine.vat import vat_within
from synthai.core.money import round_half_up

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. `amount` includes VAT; negative for what is given back (time not used)."""

    text: str
    amount: Decimal
    quantity: Decimal = Decimal(1)
    price: str = ""  # the public id of the price it comes from
    kind: str = "plan"  # plan, extra, unused, item, usage

    def as_json(self) -> dict[str, Any]:
        """For a charge's `lines`: amounts as text, exact."""
        return {
            "text": self.text,
            "amount": str(self.amount),
            "quantity": str(self.quantity),
            "price": self.price,
            "kind": self.kind,
        }


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A coupon as arithmetic needs it: per cent of the lines, or an amount off them."""

    name: str
    percent: Decimal | None = None
    amount: Decimal | None = None

    def off(self, subtotal: Decimal) -> Decimal:
        """What it takes off; never more than there is."""
        wanted = self.amount if self.percent is None else round_half_up(subtotal * self.percent / 100)
        return min(subtotal, wanted or NOTHING)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Lines and sums. `subtotal - discount - credit = total`, all of them at least zero.

    `taxed` is what the supply costs: VAT is in that. Credit is a means to pay it, and takes nothing off.
    `owed_back` is what the lines gave back beyond what they charge: it becomes credit, never a negative charge.
    """

    lines: tuple[Line, ...]
    subtotal: Decimal
    discount: Decimal
    discount_name: str
    credit: Decimal
    total: Decimal
    vat_percent: Decimal
    vat_amount: Decimal
    owed_back: Decimal = NOTHING
    currency: str = "ZAR"

    @property
    def is_free(self) -> bool:
        return not self.total

    @property
    def taxed(self) -> Decimal:
        """What it costs, however it is paid."""
        return self.subtotal - self.discount


def quote(
    lines: Sequence[Line],
    *,
    vat_percent: Decimal,
    discount: Discount | None = None,
    credit_available: Decimal = NOTHING,
    currency: str = "ZAR",
) -> Quote:
    """Add lines up. The discount is taken from what is charged, then credit we owe is used as far as it goes.

    VAT is the tax within what it costs before credit (document-level rounding, as for tax-inclusive retail prices). Pass 0 as
    `vat_percent` when we are no vendor.
    """
    whole = sum((line.amount for line in lines), NOTHING)
    subtotal, owed_back = (whole, NOTHING) if whole >= 0 else (NOTHING, -whole)
    off = discount.off(subtotal) if discount else NOTHING
    used = min(subtotal - off, max(NOTHING, credit_available))
    total = subtotal - off - used
    return Quote(
        lines=tuple(lines),
        subtotal=subtotal,
        discount=off,
        discount_name=discount.name if discount and off else "",
        credit=used,
        total=total,
        vat_percent=vat_percent,
        vat_amount=vat_within(subtotal - off, vat_percent) if vat_percent else NOTHING,
        owed_back=owed_back,
        currency=currency,
    )


def prorated(amount: Decimal, left: int, whole: int) -> Decimal:
    """The part of a period's amount that belongs to the `left` of its `whole` days, to the cent."""
    return round_half_up(amount * left / whole)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What somebody holds, or would hold: a text, the price's public id, and its whole amount for a period."""

    text: str
    amount: Decimal
    price: str = ""
    quantity: Decimal = Decimal(1)
    kind: str = field(default="plan")


def change_lines(
    before: Sequence[Holding], after: Sequence[Holding], *, left: int, whole: int, unused: str, rest: str
) -> list[Line]:
    """Lines of a change in the middle of a period: the rest of the old one back, the rest of the new one charged.

    `unused` and `rest` are the sentences, with {text}. What stays the same on both sides cancels out and is left away.
    """
    old, new = list(before), list(after)
    for holding in before:
        if holding in new:
            old.remove(holding)
            new.remove(holding)
    back = [
        Line(
            text=unused.format(text=h.text),
            amount=-prorated(h.amount, left, whole),
            quantity=h.quantity,
            price=h.price,
            kind="unused",
        )
        for h in old
    ]
    charged = [
        Line(
            text=rest.format(text=h.text),
            amount=prorated(h.amount, left, whole),
            quantity=h.quantity,
            price=h.price,
            kind=h.kind,
        )
        for h in new
    ]
    return [line for line in (*back, *charged) if line.amount]
