"""Thousands of rows that are alike in one statement: what they share is sent once, what differs as one JSON document.

Django's bulk_create prepares each value of each row by itself, which was most of the work of telling a fact to 100,000 people.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Record = Mapping[str, Any]
PLACE = "place"  # of a row: which of the groups it is of


def insert(
    prototype: models.Model,
    rows: Sequence[Record],
    groups: Sequence[Record],
    *,
    returning: Sequence[str] = (),
    is_once: bool = False,
) -> list[tuple[Any, ...]]:
    """Insert a row like `prototype` for each of `rows`, with what stands there and in its group (`PLACE`) instead. In order.

    Names are those of columns; all rows have the same, all groups too. `is_once` leaves out those that another row is unique
    against. The answer is what `returning` names, of rows that were inserted. Needs an open transaction.
    """
    if not rows:
        return []
    columns, sources, shared = _sources(prototype, set(rows[0]), set(groups[0]))
    numbered = [{**group, PLACE: place} for place, group in enumerate(groups)]
    table = connection.ops.quote_name(prototype._meta.db_table)
    sql = (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(sources)} "  # noqa: S608 - names of our models
        f"FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS ({_shape(prototype, rows[0])})) WITH ORDINALITY AS r "
        f"JOIN jsonb_to_recordset(%s::jsonb) AS g({_shape(prototype, numbered[0])}) USING ({PLACE}) "
        "ORDER BY r.ordinality"
        f"{' ON CONFLICT DO NOTHING' if is_once else ''}"
        f"{' RETURNING ' + ', '.join(returning) if returning else ''}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*shared, _document(rows), _document(numbered)])
        return list(cursor.fetchall()) if returning else []


def _sources(
    prototype: models.Model, own: set[str], of_group: set[str]
) -> tuple[list[str], list[str], list[Any]]:
    """The columns, where each comes from, and the values that all rows share."""
    columns, sources, shared = [], [], []
    for field in prototype._meta.concrete_fields:
        if field.primary_key or field.generated:
            continue
        value = getattr(prototype, field.attname)
        if isinstance(value, DatabaseDefault):
            continue
        name = connection.ops.quote_name(str(field.column))
        columns.append(name)
        if field.column in own:
            sources.append(f"r.{name}")
        elif field.column in of_group:
            sources.append(f"g.{name}")
        else:
            sources.append(f"%s::{field.db_type(connection)}")
            shared.append(field.get_db_prep_save(value, connection))
    return columns, sources, shared


def _shape(prototype: models.Model, record: Record) -> str:
    types = {field.column: field.db_type(connection) for field in prototype._meta.concrete_fields}
    types[PLACE] = "integer"
    return ", ".join(f"{connection.ops.quote_name(name)} {types[name]}" for name in record)


def _document(records: Sequence[Record]) -> str:
    return json.dumps(records, default=str, separators=(",", ":"))
