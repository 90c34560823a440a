"""Serial numbers of documents: without a gap, one after the other, taken inside the transaction that issues (VAT Act, section 20(4)).

A series is one entity's, one kind's, and (where the entity's numbers begin anew each year) one year's. Whoever takes a number holds the
series until the transaction ends: when it fails, the number was never taken.

**The clock.** Numbers and their days rise together. A document is never dated before the one with the number before it, so a clock
that went back a little issues with the day of its predecessor. A year that has begun stays begun: a clock that goes back over the
year-end goes on in the new year's series. A clock more than a day behind the last number is refused: something is wrong with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from billing import locks
from billing.engine.periods import local_date
from billing.models import BillingEntity, DocumentKind
from synthai.core.errors import Unavailable

CODES: Final = {
    DocumentKind.TAX_INVOICE: "INV",
    DocumentKind.INVOICE: "INV",
    DocumentKind.CREDIT_NOTE: "CN",
    DocumentKind.DEBIT_NOTE: "DN",
}
MOST_BEHIND: Final = timedelta(days=1)
DIGITS: Final = 6


class ClockBehind(Unavailable):
    """The clock says a time long before the last document."""

    code = "billing.document.clock_behind"
    title = _("The clock is wrong")
    message = _(
        "The server's clock is more than a day behind the last document's. Set it right; the document is issued then."
    )
    remedy = _("Set the server's clock right, and try again.")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A number that is ours, if the transaction ends well."""

    series: str
    sequence: int
    number: str
    issued_at: datetime


def take(entity: BillingEntity, kind: DocumentKind, *, now: datetime) -> Taken:
    """The next number. In a transaction; the last lock to be taken in it. Raises ClockBehind."""
    code = CODES[kind]
    year = local_date(now).year if entity.numbers_by_year else 0
    row = locks.lock_series(entity.pk, code, year)
    last = row.last_issued_at
    if last is not None and last - now > MOST_BEHIND:
        raise ClockBehind
    issued_at = now if last is None else max(now, last)
    row.last, row.last_issued_at = row.last + 1, issued_at
    row.save(update_fields=["last", "last_issued_at"])
    series = f"{entity.number_prefix}-{code}" + (f"-{row.year}" if row.year else "")
    return Taken(
        series=series, sequence=row.last, number=f"{series}-{row.last:0{DIGITS}d}", issued_at=issued_at
    )
