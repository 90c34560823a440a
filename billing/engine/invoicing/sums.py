"""Splitting amounts into value, VAT and consideration so that everything adds up to the cent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.engine.invoicing.shapes import ZERO, Basis, Rounding, SupplyLine, TaxGroup, Treatment
from billing.engine.vat import vat_on, vat_within
from synthai.core.money import round_half_up

GroupKey = tuple[Treatment, Decimal]
_ORDER = {treatment: place for place, treatment in enumerate(Treatment)}


@dataclass(frozen=True, slots=True)
class Split:
    """`excl + vat = incl`."""

    excl: Decimal
    vat: Decimal
    incl: Decimal


def split(amount: Decimal, rate: Decimal, basis: Basis) -> Split:
    """One amount, the VAT in it or on top of it rounded half up."""
    if basis is Basis.INCLUSIVE:
        vat = vat_within(amount, rate)
        return Split(amount - vat, vat, amount)
    vat = vat_on(amount, rate)
    return Split(amount, vat, amount + vat)


def split_all(amounts: Iterable[Decimal], rate: Decimal, basis: Basis, rounding: Rounding) -> Iterator[Split]:
    """The amounts of one group, one after the other.

    With rounding on the document each gets what the sum so far has more of VAT than the sum before it: so the shares add up to
    the VAT of the whole, and none is a cent or more away from its exact part.
    """
    if rounding is Rounding.LINE:
        yield from (split(amount, rate, basis) for amount in amounts)
        return
    running, before = ZERO, Split(ZERO, ZERO, ZERO)
    for amount in amounts:
        running += amount
        now = split(running, rate, basis)
        yield Split(now.excl - before.excl, now.vat - before.vat, now.incl - before.incl)
        before = now


def shares(whole: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """`whole` over the parts in proportion, to the cent: the shares add up to it, and none is above its part when `whole` is not
    above all of them. Nothing is shared when there is nothing to share over."""
    total, running, given = sum(parts, ZERO), ZERO, ZERO
    found = []
    for part in parts:
        running += part
        so_far = round_half_up(whole * running / total) if total else ZERO
        found.append(so_far - given)
        given = so_far
    return found


def key_of(line: SupplyLine | TaxGroup) -> GroupKey:
    """What puts lines into one group: 15 and 15.0 are one rate."""
    return line.treatment, line.rate


def group(lines: Iterable[SupplyLine]) -> tuple[TaxGroup, ...]:
    """The sums for each treatment and rate, the standard ones first, higher rates before lower."""
    found: dict[GroupKey, list[SupplyLine]] = {}
    for line in lines:
        found.setdefault(key_of(line), []).append(line)
    ordered = sorted(found.items(), key=lambda item: (_ORDER[item[0][0]], -item[0][1]))
    return tuple(
        TaxGroup(
            treatment=treatment,
            rate=rate,
            excl=sum((line.excl for line in held), ZERO),
            vat=sum((line.vat for line in held), ZERO),
            incl=sum((line.incl for line in held), ZERO),
            reason="; ".join(dict.fromkeys(line.reason for line in held if line.reason)),
        )
        for (treatment, rate), held in ordered
    )
