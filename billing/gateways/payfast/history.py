"""PayFast's transaction history: the only place to ask what became of a payment by our own reference."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from billing.gateways.errors import GatewayUnreachable
from billing.gateways.facts import PaymentFact
from billing.gateways.payfast import money
from billing.gateways.payfast.api import SAST, Api, Envelope

PAGE, MOST_PAGES = 1000, 20
# The day it was probably made first, then as far back as a payment may still be open.
LIKELY_DAYS, POSSIBLE_DAYS = 1, 31
_NEEDED = {"type", "sign", "gross", "m_payment_id", "pf_payment_id"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One movement on our account."""

    kind: str
    is_credit: bool
    gross: Decimal
    fee: Decimal | None
    currency: str
    reference: str
    gateway_id: str
    occurred_at: datetime | None

    @property
    def is_payment(self) -> bool:
        """Money that a customer paid; payouts, fees and refunds are other kinds."""
        return self.kind == "FUNDS_RECEIVED" and self.is_credit


@dataclass(frozen=True)
class History:
    """The history part of the API."""

    api: Api

    def lines(self, first: date, last: date) -> Iterator[Line]:
        """All between these days. Raises GatewayRefused, and GatewayUnreachable when there is no end to it."""
        for page in range(MOST_PAGES):
            query = {
                "from": first.isoformat(),
                "to": last.isoformat(),
                "limit": str(PAGE),
                "offset": str(page * PAGE),
            }
            found = parse(_table(self.api.ask("/transactions/history", query)))
            yield from found.lines
            if found.rows < PAGE:
                return
        raise GatewayUnreachable("PayFast's history is too long to be searched.")

    def find(self, reference: str, *, gateway_id: str = "", today: date) -> PaymentFact | None:
        """The payment with our reference or PayFast's number, of the last month. None: PayFast does not know it (yet)."""
        for days in (LIKELY_DAYS, POSSIBLE_DAYS):
            for line in self.lines(today - timedelta(days=days), today):
                if line.is_payment and _is_meant(line, reference, gateway_id):
                    return _fact(line)
        return None


@dataclass(frozen=True)
class Page:
    """`rows` counts the unreadable ones too: only a page that is not full is the last."""

    rows: int
    lines: tuple[Line, ...]


def parse(table: str) -> Page:
    """PayFast's CSV. Columns go by name, whose capitals and blanks differ between its documents; unreadable rows are left out.

    Raises GatewayUnreachable for what is no such table: "not in the list" must not be said of a page about maintenance.
    """
    try:
        rows = list(csv.reader(io.StringIO(table.strip())))
    except csv.Error:
        raise GatewayUnreachable("PayFast's history cannot be read.") from None
    if not rows:
        return Page(rows=0, lines=())
    names = [name.strip().lower().replace(" ", "_") for name in rows[0]]
    if not set(names) >= _NEEDED:
        raise GatewayUnreachable("PayFast's history does not have the columns that it should.")
    lines = (_line(dict(zip(names, row, strict=False))) for row in rows[1:])
    return Page(rows=len(rows) - 1, lines=tuple(line for line in lines if line))


def _line(row: dict[str, str]) -> Line | None:
    gross = money.parse(row.get("gross", "").strip())
    gateway_id = row.get("pf_payment_id", "").strip()
    if gross is None or not gateway_id:
        return None
    return Line(
        kind=row.get("type", "").strip().upper(),
        is_credit=row.get("sign", "").strip().upper() == "CREDIT",
        gross=gross,
        fee=money.parse_fee(row.get("fee", "").strip()),
        currency=row.get("currency", "").strip().upper(),
        reference=row.get("m_payment_id", "").strip(),
        gateway_id=gateway_id,
        occurred_at=_instant(row.get("date", "")),
    )


def _is_meant(line: Line, reference: str, gateway_id: str) -> bool:
    if gateway_id:
        return line.gateway_id == gateway_id
    return bool(reference) and line.reference == reference


def _fact(line: Line) -> PaymentFact:
    return PaymentFact(
        gateway_id=line.gateway_id,
        status="confirmed",
        amount=line.gross,
        currency=line.currency or money.CURRENCY,
        reference=line.reference,
        fee=line.fee,
        occurred_at=line.occurred_at,
    )


def _table(envelope: Envelope) -> str:
    """The documents show plain CSV; a public library found it inside `{"response": …}`."""
    return envelope.response if isinstance(envelope.response, str) else envelope.text


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=SAST)
    except ValueError:
        return None
