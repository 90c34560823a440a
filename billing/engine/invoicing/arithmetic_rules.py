"""Do the figures of a document agree with each other, with the rates of the day and with its tier?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from billing.engine.invoicing.findings import Finding
from billing.engine.invoicing.rates import is_credible
from billing.engine.invoicing.shapes import ZERO, Document, Kind, Rounding, SupplyLine, Tier, Treatment
from billing.engine.invoicing.sums import GroupKey, group, key_of, split
from billing.engine.invoicing.tiers import tier_for
from synthai.core.money import format_zar

_RANK = {Tier.NOT_APPLICABLE: 0, Tier.NONE: 0, Tier.ABRIDGED: 1, Tier.FULL: 2}


def arithmetic(document: Document) -> Iterator[Finding]:
    """All of them blockers: nobody may issue a document that contradicts itself."""
    if not (len(document.lines) and document.seller.is_vendor):
        yield from _sums(document)
        return
    yield from _rates(document)
    yield from _sums(document)
    yield from _taxes(document)
    yield from _tier(document)
    yield from _currency(document)


def _rates(document: Document) -> Iterator[Finding]:
    """A note has the rate of its original's supply, which it carries as its own time of supply."""
    on = document.time_of_supply
    judged: dict[tuple[Treatment, object], bool] = {}
    for place, line in enumerate(document.lines):
        key = line.treatment, line.rate
        if key not in judged:
            judged[key] = is_credible(line.treatment, line.rate, on)
        if not judged[key]:
            message = _(
                "Line %(line)d has VAT at %(rate)s %%, which nobody charged on %(day)s. Correct the rate or the time of supply."
            )
            yield Finding(
                code="lines.rate",
                field=f"lines.{place}.rate",
                message=message % {"line": line.number, "rate": f"{line.rate:f}", "day": on},
                section="7(1)",
            )


def _sums(document: Document) -> Iterator[Finding]:
    for place, line in enumerate(document.lines):
        if reason := _wrong(line):
            yield Finding(code="lines.sums", field=f"lines.{place}", message=reason)
    if tuple(_bare(held) for held in group(document.lines)) != tuple(_bare(held) for held in document.groups):
        message = _("The sums by VAT rate do not agree with the lines. Work the document out again.")
        yield Finding(code="groups.sums", field="groups", message=message)
    totals = document.totals
    sums = tuple(
        sum((getattr(held, part) for held in document.groups), ZERO) for part in ("excl", "vat", "incl")
    )
    if sums != (totals.excl, totals.vat, totals.incl) or totals.excl + totals.vat != totals.incl:
        message = _("The totals do not agree with the sums by VAT rate. Work the document out again.")
        yield Finding(code="totals.sums", field="totals", message=message)


def _taxes(document: Document) -> Iterator[Finding]:
    """The VAT is that of the rate, rounded where the document says. A note takes back what was charged, to the last cent that is left."""
    if document.kind not in {Kind.TAX_INVOICE, Kind.INVOICE}:
        return
    amounts: dict[GroupKey, list[SupplyLine]] = {}
    for line in document.lines:
        amounts.setdefault(key_of(line), []).append(line)
    for place, held in enumerate(document.groups):
        lines = amounts.get(key_of(held), [])
        parts = [line.amount for line in lines]
        if document.rounding is Rounding.DOCUMENT:
            parts = [sum(parts, ZERO)]
        if sum((split(part, held.rate, document.basis).vat for part in parts), ZERO) != held.vat:
            message = _(
                "The VAT at %(rate)s %% is not what the amounts come to. Work the document out again."
            )
            yield Finding(
                code="groups.vat",
                field=f"groups.{place}.vat",
                message=message % {"rate": f"{held.rate:f}"},
                section="66",
            )


def _bare(held: object) -> tuple[object, ...]:
    return tuple(getattr(held, part) for part in ("treatment", "rate", "excl", "vat", "incl"))


def _wrong(line: SupplyLine) -> str:
    """What is wrong with a line's own figures, in a sentence; empty when nothing is."""
    if min(line.excl, line.vat, line.incl, line.amount, line.unit_price, line.discount) < 0:
        message = _("Line %(line)d is below 0. What is given back goes on a credit note.")
    elif line.excl + line.vat != line.incl or line.amount not in {line.excl, line.incl}:
        message = _("The figures of line %(line)d do not add up. Work the document out again.")
    else:
        return ""
    return message % {"line": line.number}


def _tier(document: Document) -> Iterator[Finding]:
    """A full tax invoice may always be issued; less than the amount asks for may not."""
    if document.kind is not Kind.TAX_INVOICE:
        return
    needed = tier_for(document.totals.incl, on=document.issued_on)
    if _RANK[document.tier] < _RANK[needed]:
        message = _("At %(amount)s with VAT this must be a %(tier)s tax invoice.")
        words = {Tier.ABRIDGED: _("abridged"), Tier.FULL: _("full")}
        values = {"amount": format_zar(document.totals.incl), "tier": words[needed]}
        yield Finding(code="tier.too_low", field="tier", message=message % values, section="20(4)")


def _currency(document: Document) -> Iterator[Finding]:
    """Rand, unless everything is zero-rated (exports)."""
    if document.currency == "ZAR" or all(held.treatment is Treatment.ZERO for held in document.groups):
        return
    message = _(
        "A tax invoice is in rand; only zero-rated exports may be in another currency. Give the amounts in rand."
    )
    yield Finding(code="currency.not_rand", field="currency", message=message, section="20(4)")
