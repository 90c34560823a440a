"""The words of a block that a language has, apart from what is the same in every language: files, addresses, figures alone."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from publishing.engine.blocks import Block
from publishing.terms import BlockKind

_NAMED: Final[dict[str, tuple[str, ...]]] = {
    BlockKind.IMAGE: ("alt",),
    BlockKind.VIDEO: ("title",),
    BlockKind.AUDIO: ("title",),
    BlockKind.FILE: ("title",),
    BlockKind.QUOTE: ("who",),
    BlockKind.CALLOUT: ("title",),
    BlockKind.EMBED: ("title",),
    BlockKind.ACTION: ("label",),
}
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def words_of(block: Mapping[str, Any]) -> dict[str, str]:
    """Each stretch of words by its place: "text", "title", "rows.1.0", "assets.0"; what holds none is left out."""
    data = block["data"]
    found = {"text": block["text"]}
    found |= {name: str(data.get(name) or "") for name in _NAMED.get(block["kind"], ())}
    for row, cells in enumerate(data.get("rows", [])):
        found |= {f"rows.{row}.{column}": cell for column, cell in enumerate(cells)}
    for place, item in enumerate(data.get("assets", [])):
        found[f"assets.{place}"] = item.get("alt", "")
    return {place: text for place, text in found.items() if _WORD.search(text)}


def needs_words(block: Mapping[str, Any]) -> bool:
    """Whether there is anything to translate."""
    return bool(words_of(block))


def with_words(block: Mapping[str, Any], given: Mapping[str, str]) -> Block:
    """The block with these words at their places; a place that it does not have is passed over."""
    data = {**block["data"]}
    if "rows" in data:
        data["rows"] = [
            [given.get(f"rows.{row}.{column}", cell) for column, cell in enumerate(cells)]
            for row, cells in enumerate(data["rows"])
        ]
    if "assets" in data:
        data["assets"] = [
            {**item, "alt": given.get(f"assets.{place}", item.get("alt", ""))}
            for place, item in enumerate(data["assets"])
        ]
    data |= {name: given[name] for name in _NAMED.get(block["kind"], ()) if name in given}
    return Block(id=block["id"], kind=block["kind"], text=given.get("text", block["text"]), data=data)


def frame_of(block: Mapping[str, Any]) -> dict[str, Any]:
    """What is the same in every language; of a table whether its first row is a head."""
    named = _NAMED.get(block["kind"], ())
    data = {name: value for name, value in block["data"].items() if name not in {*named, "rows"}}
    if "assets" in data:
        data["assets"] = [item["asset"] for item in data["assets"]]
    return {"kind": block["kind"], **data}


def framed(mine: Mapping[str, Any], original: Mapping[str, Any]) -> Block:
    """The translation's words in the original's frame: its file, address, colour. A table keeps its own rows."""
    if mine["kind"] != original["kind"]:
        return Block(id=mine["id"], kind=original["kind"], text=original["text"], data={**original["data"]})
    named = _NAMED.get(mine["kind"], ())
    data = {**original["data"], **{name: mine["data"].get(name, "") for name in named}}
    if "rows" in data:
        data["rows"] = mine["data"].get("rows", [])
    if "assets" in data:
        said = {item["asset"]: item.get("alt", "") for item in mine["data"].get("assets", [])}
        data["assets"] = [
            {**item, "alt": said.get(item["asset"], item.get("alt", ""))} for item in data["assets"]
        ]
    return Block(id=mine["id"], kind=mine["kind"], text=mine["text"], data=data)


def is_untranslated(mine: Mapping[str, Any], original: Mapping[str, Any]) -> bool:
    """Whether nobody translated it yet: its words stand there as the original has them, or there are none."""
    return needs_words(original) and words_of(mine) in (words_of(original), {})


def by_id(blocks: Iterable[Mapping[str, Any]]) -> dict[str, Block]:
    """Blocks by their ids."""
    return {block["id"]: Block(**block) for block in blocks}  # type: ignore[typeddict-item]
