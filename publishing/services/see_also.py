"""What "see also" of a draft names: whoever writes in it learns of no piece that they may not see, and takes none out either."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from publishing.engine.blocks import Block
from publishing.selectors import reading, writing
from synthai.core.access import Actor


def shown(blocks: list[Block], *, by: Actor, now: datetime) -> list[Any]:
    """The blocks without the names of pieces that this writer may not see. Two queries at most."""
    keys = reading.related_keys(blocks)
    hidden = writing.hidden_keys(keys, by=by, now=now)
    if not hidden:
        return list(blocks)
    return reading.without_hidden([dict(block) for block in blocks], set(keys) - hidden)


def kept(before: Block, data: Mapping[str, Any], *, by: Actor, now: datetime) -> Mapping[str, Any]:
    """What was sent for a block, with the pieces it names and this writer was not shown. Two queries at most."""
    named = before["data"].get("pieces", [])
    hidden = writing.hidden_keys(named, by=by, now=now)
    if not hidden:
        return data
    given = list(data.get("pieces", []))
    return {**data, "pieces": [*given, *(key for key in named if key in hidden and key not in given)]}
