"""Do the figures on a supplier's document agree, and what VAT is in them?"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.engine.invoicing.checker.received import Received
from billing.engine.invoicing.checker.verdict import Outcome, Ruling
from billing.engine.vat import credible_rates, standard_rate, vat_on, vat_within
from synthai.core.money import format_zar

CENT: Final = Decimal("0.01")
LATE_RATE: Final = Decimal("15.5")


def vat_of(received: Received) -> Decimal:
    """The VAT as printed; worked out where the document states a rate and the amount with VAT alone, which the Act allows."""
    if received.vat is not None:
        return received.vat
    if received.incl is None or len(received.rates) != 1 or received.taxed is not None:
        return Decimal(0)
    return vat_within(received.incl, received.rates[0])


def figures(received: Received) -> Iterator[Ruling]:
    """One ruling for each way in which figures can be wrong."""
    if received.currency != "ZAR":
        message = _(
            "It is in %(currency)s. A tax invoice for VAT at the standard rate is in rand: ask for one."
        )
        yield _failed("currency", "20(4)", message % {"currency": received.currency}, "currency")
        return
    vat = vat_of(received)
    if vat <= 0:
        message = _("No VAT was charged on it, so there is nothing to claim.")
        yield _failed("vat.none", "16(2)", message, "vat")
        return
    yield from _sum(received)
    yield from _rate(received)


def _sum(received: Received) -> Iterator[Ruling]:
    """Value, VAT and amount with VAT, where all three are printed: to a cent for each line."""
    if received.excl is None or received.vat is None or received.incl is None:
        return
    off = abs(received.excl + received.vat - received.incl)
    if off > CENT * max(1, received.lines):
        message = _(
            "The value, the VAT and the total do not add up; they are %(off)s apart. Ask for a corrected one."
        )
        yield _failed("sums", "20(4)", message % {"off": format_zar(off)}, "incl")
    else:
        message = _("The value and the VAT make the total.")
        yield Ruling(code="sums", section="20(4)", outcome=Outcome.PASSED, message=message, field="incl")


def _rate(received: Received) -> Iterator[Ruling]:
    """The VAT must be that of a rate of the day. More than it was never tax; less is claimed as it was charged."""
    on = received.time_of_supply
    known = sorted(credible_rates(on)) if on else []
    if on is None or not known:
        return
    values = {"day": date_format(on, "j F Y"), "rate": f"{standard_rate(on):f}"}
    wrong = [rate for rate in received.rates if rate and rate not in known]
    if wrong or _off(received, max(known)) > 0:
        message = _(
            "The VAT is not that of the rate in force on %(day)s, %(rate)s %%. Ask for a corrected one."
        )
        yield _failed("rate", "7(1)", message % values, "vat")
    elif received.taxed is not None and _off(received, min(known)) < 0:
        message = _(
            "The VAT is less than %(rate)s %% of what is taxed. Claim no more than was charged, and ask the supplier."
        )
        yield _warning("rate.low", message % values)
    else:
        message = _("The VAT is that of the rate of the day.")
        yield Ruling(code="rate", section="7(1)", outcome=Outcome.PASSED, message=message, field="vat")
    if not wrong and LATE_RATE in known and (LATE_RATE in received.rates or _off(received, min(known)) > 0):
        message = _(
            "It was charged at 15.5 per cent, as some vendors did from 1 to 15 May 2025. Declare it in field 18 of the VAT201."
        )
        yield _warning("rate.fifteen_and_a_half", message)


def _off(received: Received, rate: Decimal) -> int:
    """Whether the printed VAT is above (1) or below (-1) that of a rate, or within a cent for each line of it (0)."""
    value, vat, slack = received.taxed, received.vat, CENT * max(1, received.lines)
    if value is None:
        value = received.excl
    if vat is None or (value is None and received.incl is None):
        return 0
    expected = vat_on(value, rate) if value is not None else vat_within(received.incl or CENT, rate)
    return (vat > expected + slack) - (vat < expected - slack)


def _warning(code: str, message: str) -> Ruling:
    return Ruling(code=code, section="7(1)", outcome=Outcome.WARNING, message=message, field="vat")


def _failed(code: str, section: str, message: str, field: str) -> Ruling:
    return Ruling(code=code, section=section, outcome=Outcome.FAILED, message=message, field=field)
