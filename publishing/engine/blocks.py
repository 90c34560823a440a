"""What stands in a piece: blocks, as plain data. Read leniently while somebody writes, strictly before it is published.

A block is {"id", "kind", "text", "data"}. `text` is Markdown (of a quote, what was said). `data`, by kind:
image: asset, alt · gallery: assets [{asset, alt}] · video, audio, file: asset, title · table: rows [[cell, …], …], head ·
quote: who · callout: tone, title · embed: url, title · related: pieces [public id, …] · action: label, url.
`asset` is the public id of a file of the media library; an `alt` here goes before the file's own.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from publishing.terms import TEXT_LENGTH, BlockKind
from synthai.core.errors import DomainError

ID: Final = re.compile(r"[a-z2-7]{8,16}")
KEY: Final = re.compile(r"[a-z2-7]{16}")
TONES: Final = ("info", "success", "warning", "danger")
MOST_ROWS, MOST_COLUMNS, MOST_CELL = 100, 12, 1000
MOST_IN_LIST: Final = 30
_LENGTHS: Final[dict[str, dict[str, int]]] = {
    BlockKind.IMAGE: {"asset": 16, "alt": 300},
    BlockKind.VIDEO: {"asset": 16, "title": 200},
    BlockKind.AUDIO: {"asset": 16, "title": 200},
    BlockKind.FILE: {"asset": 16, "title": 200},
    BlockKind.QUOTE: {"who": 120},
    BlockKind.CALLOUT: {"tone": 10, "title": 120},
    BlockKind.EMBED: {"url": 500, "title": 200},
    BlockKind.ACTION: {"label": 60, "url": 500},
}


class Block(TypedDict):
    """One block of a draft or revision."""

    id: str
    kind: str
    text: str
    data: dict[str, Any]


class BlockRefused(DomainError):
    """A block that cannot be kept even in a draft."""

    code = "publishing.block.refused"
    title = _("This block cannot be kept")
    message = _("%(why)s")
    remedy = _("Mend the block as the sentence says, and save it again.")
    status = 422


def cleaned(block_id: str, kind: str, text: str, data: Mapping[str, Any]) -> Block:
    """The block with what its kind keeps, and nothing else. What is missing may be: a draft is lenient. Raises BlockRefused."""
    if kind not in BlockKind.values:
        raise BlockRefused(why=_("There is no such kind of block. Choose one of the list."))
    if not ID.fullmatch(block_id):
        raise BlockRefused(why=_("The id of a block is 8 to 16 small letters and digits 2 to 7."))
    if len(text) > TEXT_LENGTH:
        raise BlockRefused(
            why=_(
                "This block has more than 60 000 letters. Split it: put the cursor where a new part begins, and add a block there."
            )
        )
    return Block(id=block_id, kind=kind, text=_plain(text), data=_data(kind, data))


def _data(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: _plain(str(data.get(name) or ""))[:most] for name, most in _LENGTHS.get(kind, {}).items()
    }
    if kind == BlockKind.TABLE:
        kept["rows"] = _rows(data.get("rows"))
        kept["head"] = bool(data.get("head", True))
    if kind == BlockKind.GALLERY:
        kept["assets"] = _gallery(data.get("assets"))
    if kind == BlockKind.RELATED:
        kept["pieces"] = [
            key for key in _list(data.get("pieces")) if isinstance(key, str) and KEY.fullmatch(key)
        ]
    if kind == BlockKind.CALLOUT and kept["tone"] not in TONES:
        kept["tone"] = TONES[0]
    return kept


def _plain(text: str) -> str:
    """Without characters that no keyboard has, and with line ends of one kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and sign != "\x7f"))


def _list(value: object) -> list[Any]:
    return value[:MOST_IN_LIST] if isinstance(value, list) else []


def _rows(value: object) -> list[list[str]]:
    if not isinstance(value, list):
        return []
    rows = [row for row in value if isinstance(row, list)]
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise BlockRefused(
            why=_("A table has up to 100 rows and 12 columns. Offer a larger one as a file to download.")
        )
    return [[_plain(str(cell))[:MOST_CELL] for cell in row] for row in rows]


def _gallery(value: object) -> list[dict[str, str]]:
    pictures = [item for item in _list(value) if isinstance(item, dict)]
    return [
        {"asset": str(item.get("asset") or "")[:16], "alt": _plain(str(item.get("alt") or ""))[:300]}
        for item in pictures
    ]


def assets_of(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The public ids of the files that blocks show, each once, in their order."""
    found: dict[str, None] = {}
    for block in blocks:
        data = block["data"]
        for key in [data.get("asset", ""), *(item["asset"] for item in data.get("assets", []))]:
            if KEY.fullmatch(key):
                found[key] = None
    return list(found)


def is_address(url: str) -> bool:
    """Whether a button may lead there: a page of ours, the web, mail or telephone."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        return bool(parts.hostname)
    if parts.scheme in {"mailto", "tel"}:
        return bool(parts.path)
    return not parts.scheme and not parts.netloc and parts.path.startswith("/") and not url.startswith("//")
