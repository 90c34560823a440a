"""A draft or a revision as it reads: drawn as readers see it, its files by addresses that carry their own permission."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from media.engine.shapes import Shown
from media.selectors.shown import shown
from publishing.engine.blocks import assets_of
from publishing.selectors import reading, writing
from publishing.views import drawing
from publishing.views.addresses import Inside
from publishing.views.cards import card
from synthai.core.access import Actor
from synthai.core.media.embeds import FRAMES


class DraftFiles:
    """Files of the media library for who may see the draft: no door of a live piece leads to them."""

    def __init__(self, files: Mapping[str, Shown]) -> None:
        self.files = {key: file for key, file in files.items() if not file.is_put_away}

    def picture(self, asset: str, *, alt: str) -> dict[str, Any] | None:
        """A picture with its sizes."""
        file = self.files.get(asset)
        if file is None or file.kind != "image":
            return None
        sources = [{"type": each.type, "srcset": each.srcset} for each in file.sources]
        told = {"sources": sources, "url": file.url, "alt": alt or file.alt, "credit": file.credit}
        return {**told, "width": file.width or None, "height": file.height or None}

    def played(self, asset: str) -> dict[str, Any] | None:
        """A film, sound or file with its address."""
        file = self.files.get(asset)
        if file is None:
            return None
        size = file.variants[0].size if file.variants else file.size
        tracks = [
            {
                "language": each.language,
                "label": each.label,
                "url": each.url,
                "lines": [line.words for line in each.lines],
            }
            for each in file.tracks
        ]
        variants = [
            {
                "label": each.label,
                "url": each.url,
                "size": each.size,
                "is_sound": each.is_sound,
                "is_first": place == 0,
            }
            for place, each in enumerate(file.variants)
        ]
        told = {"name": file.name, "size": size, "url": file.url, "poster": file.poster}
        return {**told, "tracks": tracks, "variants": variants}


def blocks(
    kept: Sequence[Mapping[str, Any]], organisation: str, *, by: Actor, now: datetime, played: str = ""
) -> list[dict[str, Any]]:
    """The blocks as this person will read them; what nothing is chosen for yet is left out. Four queries at most. Needs the tenant."""
    rows = reading.with_keys(writing.readable(by, now=now), reading.related_keys(kept))
    to = Inside(organisation, "own")
    related = {row.public_id: card(row, to) for row in rows}
    return drawing.blocks(kept, DraftFiles(shown(assets_of(kept), now=now)), related, played=played)


def framed(response: HttpResponse) -> HttpResponse:
    """Let the page show films of elsewhere, once they are played."""
    setattr(response, "_csp_update", {"frame-src": list(FRAMES)})  # noqa: B010 - read by django-csp
    return response
