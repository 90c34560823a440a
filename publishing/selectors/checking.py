"""What checks look at: a draft and what readers see of it, with what is known of files, links, tags and the original."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from media.engine.shapes import Shown
from media.selectors.shown import shown
from publishing.engine.blocks import assets_of
from publishing.engine.checks import FileFacts, Found, Subject, all_of
from publishing.engine.checks.texts import links_of
from publishing.models import Piece, PieceTag, Revision
from publishing.selectors import link_targets
from synthai.core import law_figures


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What was found in the draft and in what readers see, and the addresses elsewhere that both lead to."""

    draft: list[Found]
    live: list[Found]
    links: list[str]


def look(piece: Piece, *, now: datetime) -> Looked:
    """Look at a piece (with `live` and `original__live`). Queries do not grow with its length, but with its links to pages of ours.
    Needs its tenant."""
    live = piece.live if piece.is_live(now=now) else None
    is_same = live is not None and live.of_version == piece.version
    kept = [*piece.blocks, *(live.blocks if live and not is_same else [])]
    urls = links_of(kept)
    common = _common(piece, _files(kept, now=now), urls, now=now)
    draft = replace(common, **_of(piece), has_tags=PieceTag.objects.filter(piece_id=piece.pk).exists())
    found = all_of(draft)
    if live is None or is_same:
        return Looked(draft=found, live=found if live else [], links=link_targets.elsewhere(urls))
    seen = replace(common, **_of(live), has_tags=bool((live.facts or {}).get("tags")))
    return Looked(draft=found, live=all_of(seen), links=link_targets.elsewhere(urls))


def _common(piece: Piece, files: Mapping[str, FileFacts], urls: list[str], *, now: datetime) -> Subject:
    original = piece.original.live if piece.original else None
    return Subject(
        language=piece.language,
        title="",
        summary="",
        blocks=[],
        check_on=piece.check_on,
        is_stale=original is not None and original.number > piece.follows,
        today=timezone.localdate(now),
        files=files,
        link=link_targets.judge_of(urls, now=now),
        figures=law_figures.known(),
    )


def _of(row: Piece | Revision) -> dict[str, Any]:
    return {"title": row.title, "summary": row.summary, "blocks": row.blocks, "seo": row.seo or {}}


def _files(blocks: list[Mapping[str, Any]], *, now: datetime) -> dict[str, FileFacts]:
    return {key: _facts(file) for key, file in shown(assets_of(blocks), now=now).items()}


def _facts(file: Shown) -> FileFacts:
    return FileFacts(
        kind=file.kind,
        name=file.name,
        alt=file.alt,
        is_described=file.is_described,
        is_put_away=file.is_put_away,
        has_captions=file.has_captions,
        size=file.weight.size,
        rand=file.weight.rand,
        is_heavy=file.weight.is_heavy,
    )
