"""Blocks of a draft or revision as its writers see them: Markdown as clean HTML, files by links that end, other pieces by title."""

from collections.abc import Mapping, Sequence
from typing import Any

from media.selectors import choices
from publishing.engine.blocks import assets_of, is_address
from publishing.models import Piece
from synthai.core.media import links
from synthai.core.media.embeds import embed_of
from synthai.core.richtext import html_of


def drawn(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each block with what a template shows of it. Two queries at most."""
    files = choices.by_public_ids(assets_of(blocks))
    keys = {key for block in blocks for key in block["data"].get("pieces", [])}
    rows = Piece.objects.kept().filter(public_id__in=keys) if keys else ()
    titles = {row.public_id: str(row) for row in rows}
    return [_block(block, files, titles) for block in blocks]


def _block(block: Mapping[str, Any], files: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    data = block["data"]
    return {
        **block,
        "html": html_of(block["text"]) if block["text"].strip() else "",
        "file": _file(files.get(data.get("asset", "")), data.get("alt", "")),
        "files": list(
            filter(None, (_file(files.get(each["asset"]), each["alt"]) for each in data.get("assets", [])))
        ),
        "embed": embed_of(data["url"]) if block["kind"] == "embed" and data.get("url") else None,
        "leads": data.get("url", "") if is_address(data.get("url", "")) else "",
        "titles": [titles[key] for key in data.get("pieces", []) if key in titles],
    }


def shown_file(row: Any) -> dict[str, Any]:
    """A file of the library as a writer sees it: its row, a link that ends, what it shows."""
    linked = links.Linked(path=row.path, content_type=row.content_type, name=row.name)
    return {"row": row, "url": links.file_link(linked), "alt": row.alt}


def _file(row: Any, alt: str) -> dict[str, Any] | None:
    return {**shown_file(row), "alt": alt or row.alt} if row is not None else None
