"""Pages of a list by key: the next page starts after the last row of this one, however far in.

No offset, so page 1,000 costs what page 1 costs and rows that come or go in between are neither skipped nor shown
twice. The cursor holds the sort values of a row, sealed. Serves the API and the HTML lists alike.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from synthai.core.api.kinds import CursorInvalid
from synthai.core.sealing import BrokenSeal, seal, unseal

R = TypeVar("R")


@dataclass(frozen=True)
class Page(Generic[R]):
    """Rows of one page in order, and the cursors of its neighbours; None where there is none."""

    rows: list[R]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Key:
    """One sort key. Rows without a value come last, in both directions."""

    name: str
    descending: bool
    nullable: bool

    def ordering(self, *, backwards: bool) -> OrderBy:
        """The ORDER BY term; NULLS only where there may be some, so that plain indexes serve the rest."""
        nulls = {"nulls_first" if backwards else "nulls_last": True} if self.nullable else {}
        return OrderBy(F(self.name), descending=self.descending != backwards, **nulls)

    def beyond(self, value: Any, rest: Q, *, backwards: bool) -> Q:
        """Rows that come after `value`, or beside it and after by the `rest` of the keys."""
        absent = Q(**{f"{self.name}__isnull": True})
        if value is None:
            beside = absent & rest
            return ~absent | beside if backwards else beside
        operator = "gt" if self.descending == backwards else "lt"
        strictly = Q(**{f"{self.name}__{operator}": value})
        beside = Q(**{self.name: value}) & rest
        if self.nullable:
            return strictly | beside if backwards else strictly | absent | beside
        # The outer bound is what an index can use; the inner one settles ties.
        return Q(**{f"{self.name}__{operator}e": value}) & (strictly | beside)


def page(
    queryset: "QuerySet[Any, R]",
    *,
    ordering: Sequence[str],
    size: int,
    cursor: str | None = None,
    scope: str,
    is_before: bool = False,
) -> Page[R]:
    """The page of `size` rows that `cursor` points at, or the first. One query.

    `ordering` are field names, lookups or annotations, "-" for descending; the primary key is added when the
    last one is not unique by name ("pk", "id", "public_id"). `scope` names the list: a cursor of another list or
    order is refused. `is_before`: the rows before the cursor, whichever way it was made for. Raises CursorInvalid.
    """
    keys = _keys(queryset, ordering)
    purpose = f"cursor|{scope}|{','.join(ordering)}"
    backwards, values = _read(cursor, purpose, len(keys)) if cursor else (False, None)
    backwards = backwards or (is_before and values is not None)
    if values is not None:
        queryset = queryset.filter(_beyond(keys, values, backwards=backwards))
    ordered = queryset.order_by(*(key.ordering(backwards=backwards) for key in keys))
    try:
        found = list(ordered[: size + 1])
    except (
        ValueError,
        TypeError,
    ) as error:  # a value that is none of its field: the order has changed its type
        raise CursorInvalid from error
    more, rows = len(found) > size, found[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (bool(rows), more) if backwards else (more, values is not None)
    return Page(
        rows=rows,
        next=_write(keys, rows[-1], purpose, backwards=False) if rows and has_next else None,
        previous=_write(keys, rows[0], purpose, backwards=True) if rows and has_previous else None,
    )


def cursor_at(queryset: "QuerySet[Any, Any]", row: Any, *, ordering: Sequence[str], scope: str) -> str:
    """The place right behind a row of this list; with `is_before` right in front of it. No query for what the row holds."""
    purpose = f"cursor|{scope}|{','.join(ordering)}"
    return _write(_keys(queryset, ordering), row, purpose, backwards=False)


def _keys(queryset: "QuerySet[Any, Any]", ordering: Sequence[str]) -> list[Key]:
    names = list(ordering)
    if not names or names[-1].lstrip("-") not in {"pk", "id", "public_id"}:
        names.append("-pk" if names and names[-1].startswith("-") else "pk")
    return [
        Key(name.lstrip("-"), name.startswith("-"), _is_nullable(queryset, name.lstrip("-")))
        for name in names
    ]


def _is_nullable(queryset: "QuerySet[Any, Any]", name: str) -> bool:
    if name in queryset.query.annotations:
        return True
    model: Any = queryset.model
    try:
        for step in name.split("__"):
            field = model._meta.pk if step == "pk" else model._meta.get_field(step)
            if field.null:
                return True
            model = field.related_model
    except FieldDoesNotExist:
        return True
    return False


def _beyond(keys: Sequence[Key], values: Sequence[Any], *, backwards: bool) -> Q:
    # The last key is unique: nothing is beside its value, which `pk__in=[]` says.
    condition = Q(pk__in=[])
    for key, value in zip(reversed(keys), reversed(values), strict=True):
        condition = key.beyond(value, condition, backwards=backwards)
    return condition


def _write(keys: Sequence[Key], row: Any, purpose: str, *, backwards: bool) -> str:
    values = [_plain(_value(row, key.name)) for key in keys]
    return seal(json.dumps([int(backwards), *values], separators=(",", ":")).encode(), purpose=purpose)


def _read(cursor: str, purpose: str, count: int) -> tuple[bool, list[Any]]:
    try:
        content = json.loads(unseal(cursor, purpose=purpose))
    except (BrokenSeal, ValueError) as error:
        raise CursorInvalid from error
    if len(content) != count + 1:
        raise CursorInvalid
    return bool(content[0]), content[1:]


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for step in name.split("__"):
        row = None if row is None else getattr(row, step)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()  # keeps microseconds, or rows of the same millisecond would be skipped
    return str(value) if isinstance(value, Decimal | UUID) else value
