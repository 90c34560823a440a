"""Who was registered for VAT when: the switch between tax invoices with VAT and invoices without."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from billing.engine.invoicing.shapes import Party


@dataclass(frozen=True, kw_only=True)
class VatRegistration:
    """A VAT number with its first day and its last (None while it holds)."""

    vat_number: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it counts on a day, both ends included."""
        return self.since <= on and (self.until is None or on <= self.until)


def as_on(party: Party, registrations: Iterable[VatRegistration], on: date) -> Party:
    """The party as it was on a day: a vendor with its number, or none."""
    held = next((registration for registration in registrations if registration.holds(on)), None)
    return replace(party, is_vendor=held is not None, vat_number=held.vat_number if held else "")
