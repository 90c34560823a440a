"""Statements that do not wait for each other, sent in one go.

Between two statements a search waits longer for the other process to wake than many of its statements take.
"""

from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection

Rows = list[tuple[Any, ...]]


class Statement(NamedTuple):
    """One statement with named values."""

    sql: str
    values: Mapping[str, Any]


T = TypeVar("T")
Talk = Generator[
    Statement, Rows, T
]  # yields what it wants to know, gets the rows, returns what it made of them


@lru_cache(maxsize=256)
def written(values: tuple[object, ...]) -> str:
    """An array as PostgreSQL reads it. psycopg looks at each value of a list whenever it is sent, which takes longer than many statements."""
    said = (str(value).replace("\\", r"\\").replace('"', r"\"") for value in values)
    return "{" + ",".join(f'"{each}"' for each in said) + "}"


def rows_of(statements: Sequence[Statement]) -> list[Rows]:
    """The rows of each. One message to the database, and one answer; the active tenant's."""
    if not statements:
        return []
    with connection.cursor() as cursor:
        values_in = cursor.cursor.mogrify
        cursor.execute(";".join(values_in(one.sql, one.values) for one in statements))
        found = [list(cursor.fetchall())]
        while len(found) < len(statements):
            cursor.nextset()
            found.append(list(cursor.fetchall()))
    return found


def outcomes(*talks: Talk[Any]) -> list[Any]:
    """What each of these came to: what they want to know at the same time is asked together."""
    ends: dict[int, Any] = {}
    said: dict[int, Rows | None] = dict.fromkeys(range(len(talks)))
    while said:
        wanted: dict[int, Statement] = {}
        for number, rows in said.items():
            try:
                wanted[number] = next(talks[number]) if rows is None else talks[number].send(rows)
            except StopIteration as end:
                ends[number] = end.value
        said = dict(zip(wanted, rows_of(list(wanted.values())), strict=True))
    return [ends[number] for number in range(len(talks))]
