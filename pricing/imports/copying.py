"""Numpy arrays as PostgreSQL's binary COPY format, whole columns at a time.

A record of fixed-width fields is one element of a structured array, so a hundred thousand rows become bytes in
milliseconds. NULL has no fixed width, so optional numbers travel as NaN and become NULL in the merge.
Format: PostgreSQL manual, "COPY, Binary Format"; numeric: `numeric_send` in its source.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Raw: TypeAlias = npt.NDArray[Any]

SCALE: Final = 10_000  # numbers travel as whole ten-thousandths
NO_NUMBER: Final = np.iinfo(np.int64).min
EPOCH: Final = np.datetime64("2000-01-01", "D")  # PostgreSQL counts days from here

_HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_POSITIVE, _NEGATIVE, _NAN = 0x0000, 0x4000, 0xC000
_CHUNK: Final = 65_536


def numeric_type(groups: int) -> Any:
    """`numeric` on the wire with this many groups of four digits, the last one behind the point."""
    head = [("count", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">i2")]
    return np.dtype([*head, ("digits", ">i2", (groups,))])


def groups_for(scaled: Ints) -> int:
    """How many groups of four digits the largest of these needs: 2 up to 9,999.9999, at most 4."""
    known = scaled[scaled != NO_NUMBER]
    largest = int(np.abs(known).max()) if len(known) else 0
    return next(groups for groups in (2, 3, 4) if groups == 4 or largest < SCALE**groups)


def numeric(scaled: Ints, groups: int) -> Raw:
    """Ten-thousandths as `numeric` with four places; NO_NUMBER as NaN. Below 10**12 units of money."""
    missing = scaled == NO_NUMBER
    value = np.where(missing, 0, np.abs(scaled))
    out = np.empty(len(scaled), dtype=numeric_type(groups))
    out["count"], out["weight"], out["scale"] = groups, groups - 2, 4
    out["sign"] = np.where(missing, _NAN, np.where(scaled < 0, _NEGATIVE, _POSITIVE))
    for place in range(groups - 1, 0, -1):  # base 10,000, last group first
        rest = value // SCALE
        out["digits"][:, place] = value - rest * SCALE
        value = rest
    out["digits"][:, 0] = value
    return out


class Column:
    """One column of a COPY: its name, its type in the staging table and its wire format."""

    def __init__(self, name: str, kind: str, values: Raw) -> None:
        self.name, self.kind, self.values = name, kind, values
        self.groups = groups_for(values) if kind == "numeric" else 0

    @property
    def sql(self) -> str:
        """The column in CREATE TABLE."""
        return f"{self.name} {_TYPES[self.kind][0]}"

    @property
    def wire(self) -> Any:
        """The numpy type of the value on the wire."""
        if self.kind == "numeric":
            return numeric_type(self.groups)
        return _array_of(self.values.shape[1]) if self.kind == "floats" else _TYPES[self.kind][1]

    def encode(self, start: int, stop: int) -> Raw:
        """These rows as they go over the wire."""
        part = self.values[start:stop]
        if self.kind == "numeric":
            return numeric(part, self.groups)
        if self.kind == "floats":
            return _float_arrays(part)
        return part


_TYPES: Final[dict[str, tuple[str, Any]]] = {
    "bigint": ("bigint NOT NULL", np.dtype(">i8")),
    "date": ("date NOT NULL", np.dtype(">i4")),
    "numeric": ("numeric(14,4) NOT NULL", None),
    "float": ("double precision NOT NULL", np.dtype(">f8")),
    "floats": ("double precision[] NOT NULL", None),
}


def blocks(columns: list[Column]) -> Iterator[bytes]:
    """The whole COPY stream, header and trailer included, in pieces of 65,536 rows."""
    record = _record(columns)
    total = len(columns[0].values)
    yield _HEADER
    for start in range(0, total, _CHUNK):
        stop = min(start + _CHUNK, total)
        rows = np.empty(stop - start, dtype=record)
        rows["fields"] = len(columns)
        for column in columns:
            rows[f"{column.name}_length"] = column.wire.itemsize
            rows[column.name] = column.encode(start, stop)
        yield rows.tobytes()
    yield _TRAILER


def _record(columns: list[Column]) -> Any:
    fields: list[Any] = [("fields", ">i2")]
    for column in columns:
        fields += [(f"{column.name}_length", ">i4"), (column.name, column.wire)]
    return np.dtype(fields)


_FLOAT8_OID: Final = 701


def _array_of(width: int) -> Any:
    head = [(name, ">i4") for name in ("dimensions", "nulls", "type", "size", "lower")]
    return np.dtype([*head, ("items", [("length", ">i4"), ("value", ">f8")], (width,))])


def _float_arrays(values: Floats) -> Raw:
    out = np.empty(len(values), dtype=_array_of(values.shape[1]))
    out["dimensions"], out["nulls"], out["type"] = 1, 0, _FLOAT8_OID
    out["size"], out["lower"] = values.shape[1], 1
    out["items"]["length"] = 8
    out["items"]["value"] = values
    return out
