"""What to write to the supplier: every particular that they can mend, in one message."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from billing.engine.invoicing.checker.received import Claimant, Received
from billing.engine.invoicing.checker.verdict import Outcome, Ruling, Verdict
from synthai.core.money import format_zar

# Said to the supplier: what to add or mend, for each code that is theirs to mend.
_ADD: Final = {
    "supplier_name.missing": lambda: _("your name"),
    "supplier_address.missing": lambda: _("your address"),
    "supplier_vat_number.missing": lambda: _("your VAT number, if you are registered for VAT"),
    "supplier_vat_number.doubtful": lambda: _(
        "your VAT number as SARS gave it: ten digits that begin with 4"
    ),
    "supplier_vat_number.own": lambda: _("your VAT number in place of ours"),
    "number.missing": lambda: _("a serial number"),
    "issued_on.missing": lambda: _("the date of issue"),
    "description.missing": lambda: _("a full description of what was supplied"),
    "has_quantity.missing": lambda: _("the quantity or volume"),
    "incl.missing": lambda: _("the amount with VAT"),
    "vat.missing": lambda: _("the amount of VAT, or its rate"),
    "sums": lambda: _("a value, a VAT and a total that add up"),
    "rate": lambda: _("the VAT at the rate that was in force on the day of supply"),
    "currency": lambda: _("all amounts in rand"),
    "heading.missing": lambda: _("the words “tax invoice”, “VAT invoice” or “invoice” at the top"),
    "heading.no_invoice": lambda: _("a tax invoice in place of this document"),
    "kind.no_invoice": lambda: _("a tax invoice in place of this document"),
}
_OURS: Final = frozenset({
    "recipient_name.missing", "recipient_name.other", "recipient_address.missing",
    "recipient_vat_number.missing", "recipient_vat_number.other",
})  # fmt: skip


def is_theirs(ruling: Ruling) -> bool:
    """Whether the supplier can mend what a ruling found."""
    found = ruling.outcome is not Outcome.PASSED
    return found and (ruling.code in _ADD or ruling.code in _OURS)


def message(received: Received, claimant: Claimant, verdict: Verdict) -> str:
    """The message to the supplier; empty when there is nothing for them to mend, or nobody to claim."""
    if not claimant.vat_number:
        return ""
    asked = [ruling for ruling in verdict.rulings if is_theirs(ruling)]
    if not asked:
        return ""
    lines = [_("Good day"), "", _which(received), ""]
    lines += [f"- {words}" for words in dict.fromkeys(_asked(asked, claimant))]
    lines += ["", _("The VAT Act gives 21 days for a corrected tax invoice, from the day of this request.")]
    return "\n".join([*lines, "", _("Thank you"), claimant.names[0] if claimant.names else ""]).strip()


def _which(received: Received) -> str:
    if not received.number:
        return _("Please send us a corrected tax invoice for your last supply. It should give:")
    values = {"number": received.number, "amount": format_zar(received.incl) if received.incl else ""}
    if received.incl:
        return (
            _("Please send us a corrected tax invoice in place of %(number)s (%(amount)s). It should give:")
            % values
        )
    return _("Please send us a corrected tax invoice in place of %(number)s. It should give:") % values


def _asked(rulings: list[Ruling], claimant: Claimant) -> Iterator[str]:
    names = claimant.names[0] if claimant.names else ""
    for ruling in rulings:
        if ruling.code in _ADD:
            yield _ADD[ruling.code]()
        elif ruling.code.startswith("recipient_name"):
            yield _("our name: %(name)s") % {"name": names}
        elif ruling.code.startswith("recipient_address"):
            yield _("our address: %(address)s") % {"address": claimant.address or "…"}
        else:
            yield _("our VAT number: %(number)s") % {"number": claimant.vat_number or "…"}
