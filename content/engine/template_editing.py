"""Templates as they are edited: plain data in, plain data out. Blocks are called by their id, so that moving one never changes what another is.

Parts of the questions are called by their key. What comes in stays as it was.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, Literal

Data = dict[str, Any]
Way = Literal["up", "down"]
CONTAINERS: Final = ("blocks", "else")
_NEW: Final[dict[str, Data]] = {
    "heading": {"text": "Heading"},
    "text": {"template": "Write here. Facts stand in double braces: {{ organisation.name }}."},
    "facts": {"rows": [{"label": "Date", "value": "{{ today }}"}]},
    "table": {
        "caption": "Sales by month", "over": "sales.months", "as": "month",
        "columns": [{"label": "Month", "value": "{{ month.first | month }}", "wide": True}, {"label": "Sales", "value": "{{ month.total }}", "number": True}],
    },
    "chart": {"title": "Sales by month", "over": "sales.months", "as": "month", "label": "{{ month.first | month }}", "value": "total"},
    "if": {"when": "organisation.is_vat_vendor", "blocks": []},
    "each": {"over": "people", "as": "person", "blocks": []},
    "clause": {"title": "Heading of the clause", "template": "Write what is agreed."},
    "library_clause": {"clause": "clause"},
    "list": {"items": ["First point", "Second point"]},
    "note": {"template": "Write what must not be missed."},
    "parties": {"blocks": [{"title": "From", "name": "{{ organisation.name }}", "lines": ["{{ organisation.address }}"]}]},
    "page_break": {},
    "signature": {"label": "For {{ organisation.name }}"},
}  # fmt: skip


class Absent(LookupError):
    """There is no such block or field (any more)."""


def digest(part: Any) -> str:
    """What an editor saw, in short: changes with the part and with nothing else."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:20]


def with_ids(body: Data) -> Data:
    """The same with an id for each block; of two blocks with one id the second gets another."""
    made, seen = deepcopy(body), set[str]()
    for _path, block in walk(made.get("block", [])):
        if not block.get("id") or block["id"] in seen:
            block["id"] = secrets.token_hex(4)
        seen.add(block["id"])
    return made


def walk(blocks: list[Data], path: str = "block") -> Iterator[tuple[str, Data]]:
    """Every block with its path, outer ones first."""
    for number, block in enumerate(blocks):
        here = f"{path}[{number}]"
        yield here, block
        for name in _containers(block):
            yield from walk(block.get(name, []), f"{here}.{name}")


def new_block(kind: str) -> Data:
    """A block to begin with. Raises Absent for no kind of ours."""
    if kind not in _NEW:
        raise Absent(kind)
    made = {"kind": kind, "id": secrets.token_hex(4), **deepcopy(_NEW[kind])}
    if kind in {"text", "clause"}:
        made["key"] = f"section-{made['id']}"
    if kind == "signature":
        made["role"] = f"signer-{made['id']}"
    return made


def block_of(body: Data, block_id: str) -> Data:
    """One block. Raises Absent."""
    siblings, place = _found(body, block_id)
    return siblings[place]


def path_of(body: Data, block_id: str) -> str:
    """Where a block stands, as findings of the linter call it. Raises Absent."""
    for path, block in walk(body.get("block", [])):
        if block.get("id") == block_id:
            return path
    raise Absent(block_id)


def added(body: Data, block: Data, inside: str = "", container: str = "blocks") -> Data:
    """With a block more, at the end: of the paper, or of what stands `inside` another. Raises Absent."""
    made = deepcopy(body)
    siblings = made.setdefault("block", [])
    if inside:
        parent = block_of(made, inside)
        if container not in _containers(parent):
            raise Absent(inside)
        siblings = parent.setdefault(container, [])
    siblings.append(block)
    return made


def replaced(body: Data, block_id: str, block: Data) -> Data:
    """With other words in a block: its id, and the blocks inside it, stay. Raises Absent."""
    made = deepcopy(body)
    siblings, place = _found(made, block_id)
    kept = {name: siblings[place][name] for name in _containers(siblings[place]) if name in siblings[place]}
    siblings[place] = {**block, **kept, "id": block_id}
    return made


def moved(body: Data, block_id: str, way: Way) -> Data:
    """A place up or down among its neighbours; at the end nothing happens. Raises Absent."""
    made = deepcopy(body)
    siblings, place = _found(made, block_id)
    _swap(siblings, place, way)
    return made


def removed(body: Data, block_id: str) -> Data:
    """Without a block and what stands inside it. Raises Absent."""
    made = deepcopy(body)
    siblings, place = _found(made, block_id)
    del siblings[place]
    return made


def field_of(body: Data, key: str) -> Data:
    """One question. Raises Absent."""
    fields: list[Data] = body.get("field", [])
    return fields[_field_place(fields, key)]


def field_added(body: Data, field: Data) -> Data:
    """With a question more, at the end."""
    made = deepcopy(body)
    made.setdefault("field", []).append(field)
    return made


def field_replaced(body: Data, key: str, field: Data) -> Data:
    """With another question in the place of one. Raises Absent."""
    made = deepcopy(body)
    made["field"][_field_place(made.get("field", []), key)] = field
    return made


def field_moved(body: Data, key: str, way: Way) -> Data:
    """A place up or down. Raises Absent."""
    made = deepcopy(body)
    fields = made.get("field", [])
    _swap(fields, _field_place(fields, key), way)
    return made


def field_removed(body: Data, key: str) -> Data:
    """Without a question. Raises Absent."""
    made = deepcopy(body)
    fields = made.get("field", [])
    del fields[_field_place(fields, key)]
    return made


def _containers(block: Data) -> tuple[str, ...]:
    return {"if": CONTAINERS, "each": ("blocks",)}.get(block.get("kind", ""), ())


def _found(body: Data, block_id: str) -> tuple[list[Data], int]:
    waiting: list[list[Data]] = [body.get("block", [])]
    while waiting:
        siblings = waiting.pop()
        for place, block in enumerate(siblings):
            if block.get("id") == block_id:
                return siblings, place
            waiting += [block[name] for name in _containers(block) if name in block]
    raise Absent(block_id)


def _field_place(fields: list[Data], key: str) -> int:
    for place, field in enumerate(fields):
        if field.get("key") == key:
            return place
    raise Absent(key)


def _swap(siblings: list[Data], place: int, way: Way) -> None:
    other = place - 1 if way == "up" else place + 1
    if 0 <= other < len(siblings):
        siblings[place], siblings[other] = siblings[other], siblings[place]
