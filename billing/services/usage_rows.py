"""Events of usage into their table: many at once, each id once, and what was really new by metric and month."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from django.db import connection

from billing.engine.periods import month_of

Row: TypeAlias = tuple[str, str, Decimal | int, str, datetime, datetime, str]
Key: TypeAlias = tuple[str, datetime]

_INSERT = """
    WITH fresh AS (
        INSERT INTO billing_usageevent
            (organisation_id, event_id, metric, quantity, subject, occurred_at, received_at, corrects)
        SELECT %s, sent.* FROM unnest(
            %s::text[], %s::text[], %s::numeric[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[]
        ) AS sent
        ON CONFLICT (organisation_id, event_id) DO NOTHING
        RETURNING metric, occurred_at, quantity
    )
    SELECT metric, date_trunc('month', occurred_at, 'Africa/Johannesburg'), sum(quantity), count(*)
    FROM fresh GROUP BY 1, 2 ORDER BY 1, 2
"""


def row(
    event_id: str,
    metric: str,
    quantity: Decimal | int,
    *,
    subject: str,
    occurred_at: datetime,
    received_at: datetime,
    corrects: str = "",
) -> Row:
    """One event in the order of the table's columns."""
    return (event_id, metric, quantity, subject, occurred_at, received_at, corrects)


def insert(organisation_id: int, rows: Sequence[Row]) -> Iterator[tuple[Key, Decimal, int]]:
    """Write what was not sent before; yields (metric, start of the month), sum and number of what is new.

    Needs the locks of the totals. An id that another transaction is writing now is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [organisation_id, *(list(column) for column in zip(*rows, strict=True))])
        found = cursor.fetchall()
    for metric, month, quantity, count in found:
        yield (metric, month), quantity, count


class Months:
    """The start of an instant's month, remembered: a batch has a million instants and few months."""

    def __init__(self) -> None:
        self._known: list[tuple[datetime, datetime]] = []

    def start(self, instant: datetime) -> datetime:
        """When the South African month of an instant begins."""
        for start, end in self._known:
            if start <= instant < end:
                return start
        month = month_of(instant)
        self._known.append(month)
        return month[0]
