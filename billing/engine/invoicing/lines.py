"""Lines worked out: what each comes to, its discount, and its part of the VAT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.rates import NO_TAX, rate_for
from billing.engine.invoicing.shapes import ZERO, Basis, Rounding, SupplyLine, Treatment
from billing.engine.invoicing.sums import GroupKey, Split, shares, split_all
from synthai.core.errors import DomainError
from synthai.core.money import round_half_up


class LineRefused(DomainError):
    """A line that no document may have."""

    code = "billing.document.line_refused"
    title = _("A line cannot be like this")
    message = _("Line %(line)d (%(description)s): %(reason)s")
    remedy = _(
        "Quantities are above nothing, prices not below it, and a discount is at most the line. What is given back is a credit note."
    )


class NoLines(DomainError):
    """A document without anything on it."""

    code = "billing.document.no_lines"
    title = _("The document has no lines")
    message = _("There is nothing on it: give at least one line.")
    remedy = _("Add at least one line with a description, a quantity and a price.")
    field = "lines"


class DiscountTooHigh(DomainError):
    """A discount on the document above what the lines come to."""

    code = "billing.document.discount_too_high"
    title = _("The discount is above the document")
    message = _("The discount of %(discount)s is more than the lines come to, which is %(lines)s.")
    remedy = _("Lower the discount to at most the sum of the lines.")
    field = "discount"


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """What was sold. A discount is an amount off the whole line or per cent of it, in the draft's basis."""

    description: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = "C62"
    treatment: Treatment = Treatment.STANDARD
    rate: Decimal | None = None  # None: the one in force at the time of supply
    discount: Decimal = ZERO
    discount_percent: Decimal | None = None
    second_hand: bool = False
    detail: str = ""
    code: str = ""
    reason: str = ""
    period_start: date | None = None
    period_end: date | None = None


def work_out(
    drafts: Sequence[LineDraft],
    *,
    basis: Basis,
    rounding: Rounding,
    on: date,
    charges_vat: bool = True,
    discount: Decimal = ZERO,
) -> tuple[SupplyLine, ...]:
    """The lines with their amounts and taxes. `on` is the time of supply, which decides the rate."""
    if not drafts:
        raise NoLines
    net = [_amounts(number, draft) for number, draft in enumerate(drafts, start=1)]
    off = _spread(discount, [amount for amount, _less in net])
    rows = [
        (draft, amount - share, less + share)
        for draft, (amount, less), share in zip(drafts, net, off, strict=True)
    ]
    keys = [_key(draft, on, charges_vat=charges_vat) for draft in drafts]
    splits = _splits(keys, [amount for _draft, amount, _less in rows], basis, rounding)
    return tuple(
        _line(number, draft, key=key, amount=amount, less=less, taxes=taxes)
        for number, ((draft, amount, less), key, taxes) in enumerate(
            zip(rows, keys, splits, strict=True), start=1
        )
    )


def _amounts(number: int, draft: LineDraft) -> tuple[Decimal, Decimal]:
    """What a line comes to after its discount, and the discount. Raises LineRefused."""
    gross = round_half_up(draft.quantity * draft.unit_price)
    less = draft.discount
    if draft.discount_percent is not None:
        less += round_half_up(gross * draft.discount_percent / 100)
    for is_wrong, field, reason in (
        (draft.quantity <= 0, "quantity", _("the quantity must be above 0.")),
        (draft.unit_price < 0, "unit_price", _("the price is below 0. Give money back with a credit note.")),
        (less < 0, "discount", _("the discount is below 0.")),
        (less > gross, "discount", _("the discount is more than the line.")),
        (less != round_half_up(less), "discount", _("the discount has more than two decimals.")),
    ):
        if is_wrong:
            path = f"lines.{number - 1}.{field}"
            raise LineRefused(field=path, line=number, description=draft.description, reason=reason)
    return gross - less, round_half_up(less)


def _spread(discount: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    total = sum(amounts, ZERO)
    if not 0 <= discount <= total:
        raise DiscountTooHigh(discount=discount, lines=total)
    return shares(discount, amounts) if discount else [ZERO] * len(amounts)


def _key(draft: LineDraft, on: date, *, charges_vat: bool) -> GroupKey:
    if not charges_vat:
        return Treatment.OUT_OF_SCOPE, NO_TAX
    rate = rate_for(draft.treatment, on) if draft.rate is None else draft.rate
    return draft.treatment, rate


def _splits(
    keys: Sequence[GroupKey], amounts: Sequence[Decimal], basis: Basis, rounding: Rounding
) -> list[Split]:
    """In the order of the lines, worked out group by group."""
    places: dict[GroupKey, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    found: dict[int, Split] = {}
    for (_treatment, rate), held in places.items():
        taxes = split_all((amounts[place] for place in held), rate, basis, rounding)
        found.update(zip(held, taxes, strict=True))
    return [found[place] for place in range(len(keys))]


def _line(
    number: int, draft: LineDraft, *, key: GroupKey, amount: Decimal, less: Decimal, taxes: Split
) -> SupplyLine:
    return SupplyLine(
        number=number,
        description=draft.description,
        quantity=draft.quantity,
        unit=draft.unit,
        unit_price=draft.unit_price,
        treatment=key[0],
        rate=key[1],
        amount=amount,
        excl=taxes.excl,
        vat=taxes.vat,
        incl=taxes.incl,
        discount=less,
        second_hand=draft.second_hand,
        detail=draft.detail,
        code=draft.code,
        reason=draft.reason,
        period_start=draft.period_start,
        period_end=draft.period_end,
    )
