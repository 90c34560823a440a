"""Statements that do not wait for each other, sent in one go.

Between two statements a search waits longer for the other process to wake than many of its statements take. Values are bound here, by
psycopg's client-side cursor, as everywhere unless DATABASE_URL asks for server_side_binding; a message of several cannot be bound there.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from synthai.core.postgres.base import entering
from synthai.core.tenancy import tenant

Rows = list[tuple[Any, ...]]


class Statement(NamedTuple):
    """One statement with named values."""

    sql: str
    values: Mapping[str, Any]


T = TypeVar("T")
# Yields what it wants to know, gets the rows, and returns what it made of them.
Talk = Generator[Statement, Rows, T]


def written(values: Iterable[object]) -> str:
    """An array as PostgreSQL reads it. psycopg looks at each value of a list whenever it is sent, which takes longer than many statements."""
    said = (str(value).replace("\\", r"\\").replace('"', r"\"") for value in values)
    return "{" + ",".join(f'"{each}"' for each in said) + "}"


def rows_of(statements: Sequence[Statement]) -> list[Rows]:
    """The rows of each. One message to the database, and one answer; the active tenant's."""
    if not statements:
        return []
    with connection.cursor() as cursor:
        cursor.execute(";".join(_bound(cursor, one) for one in statements))
        return _read(cursor, len(statements))


def in_each(asked: Sequence[tuple[int, Statement]]) -> list[Rows]:
    """The rows of each statement, asked inside its own organisation. One message, which ends in the organisation where it began."""
    if not asked:
        return []
    first = inside = asked[0][0]
    said: list[str] = []
    with tenant(first), connection.cursor() as cursor:
        for organisation_id, one in asked:
            said += [entering(organisation_id)] if organisation_id != inside else []
            said.append(_bound(cursor, one))
            inside = organisation_id
        said += [entering(first)] if inside != first else []
        cursor.execute(";".join(said))
        return _read(cursor, len(asked))


def _bound(cursor: Any, one: Statement) -> str:
    with connection.wrap_database_errors:
        text: str = cursor.cursor.mogrify(one.sql, one.values)
    return text


def _read(cursor: Any, count: int) -> list[Rows]:
    found: list[Rows] = []
    is_more = True
    while is_more:
        if cursor.description is not None:  # entering an organisation answers nothing
            found.append(list(cursor.fetchall()))
        is_more = bool(cursor.nextset())
    if len(found) != count:
        raise RuntimeError(f"{count} statements, but {len(found)} answers: each has to answer rows.")
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
