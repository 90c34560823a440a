"""PostgreSQL reads what numpy wrote: every kind of value, at the edges of their ranges."""

from decimal import Decimal

import numpy as np
import pytest
from django.db import connection, transaction

from pricing.imports.copying import NO_NUMBER, Column, blocks

pytestmark = pytest.mark.django_db


def through(columns: list[Column]) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wire")
        cursor.execute(f"CREATE TEMPORARY TABLE wire ({', '.join(c.sql for c in columns)}) ON COMMIT DROP")
        with cursor.copy("COPY wire FROM STDIN (FORMAT binary)") as copy:
            for block in blocks(columns):
                copy.write(block)
        cursor.execute("SELECT * FROM wire")
        return list(cursor.fetchall())


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "0.0001",
        "-0.0001",
        "1",
        "9999.9999",
        "10000",
        "-10000.5",
        "99999999.9999",
        "100000000",
        "999999999.9999",
    ],
)
def test_numbers_arrive_exactly(text: str) -> None:
    scaled = int(Decimal(text) * 10_000)
    # Alone the value decides how many digits are sent; beside a large one it is sent with more.
    for beside in (0, 9_999_999_999_999):
        values = np.array([scaled, beside], dtype=np.int64)
        assert through([Column("n", "numeric", values)])[0] == (Decimal(text).quantize(Decimal("0.0001")),)


def test_missing_number_is_nan_and_mixed_kinds_keep_their_rows() -> None:
    rows = 70_000  # more than one block
    columns = [
        Column("k", "bigint", np.arange(rows) - 5),
        Column("d", "date", np.full(rows, 9_821)),
        Column("n", "numeric", np.where(np.arange(rows) % 2, NO_NUMBER, 12_500)),
        Column("f", "float", np.linspace(0, 1, rows)),
        Column("a", "floats", np.column_stack((np.arange(rows) * 0.5, np.full(rows, np.nan)))),
    ]
    found = through(columns)
    assert len(found) == rows
    assert str(found[0][:3]) == "(-5, datetime.date(2026, 11, 21), Decimal('1.2500'))"
    assert str(found[1][2]) == "NaN"
    assert found[-1][3] == 1.0
    assert str(found[3][4]) == "[1.5, nan]"
