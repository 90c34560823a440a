"""Blocks as they are shown, on pages and over the API: Markdown as clean HTML, addresses of files."""

from typing import Any

from django.urls import reverse

from courses.selectors import playing
from courses.selectors.playing import Found
from courses.terms import BlockKind
from synthai.core.richtext import html_of


def drawn(organisation: str, kept: dict[str, Any], found: Found | None = None) -> dict[str, Any]:
    """A block that a version keeps, with its HTML and the addresses of its file in an organisation (its slug); with what
    is there of its file now, where that was looked up (`playing.found_in`)."""
    text = kept.get("text", "")
    told = {**kept, "text": text, "data": kept.get("data", {})}
    told["html"] = "" if kept["kind"] == BlockKind.CODE else html_of(text)
    if media := kept.get("media"):
        told["url"] = _address(organisation, media["id"], "large")
        if media.get("small_size"):
            told["small_url"] = _address(organisation, media["id"], "small")
        if found is not None:
            told.update(playing.shown(kept, found, playing.page_address(organisation)))
    return told


def _address(organisation: str, public_id: str, size: str) -> str:
    return reverse("courses:media", args=[organisation, public_id, size])
