"""Places in an order: one step up or down, or before another. The same for chapters, lessons and blocks."""

from collections.abc import Sequence
from typing import Any, Literal

Step = Literal["up", "down"]


def stepped(rows: Sequence[Any], moved: Any, step: Step) -> list[Any]:
    """The rows with one of them a place further; at the end nothing changes."""
    ordered = [row for row in rows if row.pk != moved.pk]
    place = next(place for place, row in enumerate(rows) if row.pk == moved.pk)
    ordered.insert(max(0, place + (-1 if step == "up" else 1)), moved)
    return ordered


def placed(rows: Sequence[Any], moved: Any, before: str) -> list[Any]:
    """The rows with one of them before the row of this public id; last when there is none."""
    ordered = [row for row in rows if row.pk != moved.pk]
    place = next((place for place, row in enumerate(ordered) if row.public_id == before), len(ordered))
    ordered.insert(place, moved)
    return ordered


def numbered(rows: Sequence[Any]) -> list[Any]:
    """Number the rows from 0; returns those whose number changed, not saved yet."""
    changed = []
    for place, row in enumerate(rows):
        if row.position != place:
            row.position = place
            changed.append(row)
    return changed
