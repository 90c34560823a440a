"""Pieces, series and files as GraphQL tells them. What stands beside each piece of a list is fetched for all of its peers at once, when
the first is asked, so that the number of queries does not grow with the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from media.selectors.plain import PlainFile, plain_files
from publishing.api.reading import file_told
from publishing.engine.access import Reader
from publishing.engine.words import slug_of
from publishing.models import Piece, PieceQuerySet, Revision, Series
from publishing.selectors import reading
from publishing.selectors.readers import Shelf
from publishing.selectors.reading import Shown
from publishing.views.addresses import Inside, whole
from synthai.core.richtext import html_of
from synthai.core.tenancy import tenant


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A shelf with who stands before it, and when."""

    shelf: Shelf
    reader: Reader
    to: Inside
    now: datetime

    def rows(self, language: str = "") -> PieceQuerySet:
        """The live pieces that the reader sees. Needs the shelf's tenant."""
        return reading.listing(self.shelf, self.reader, now=self.now, language=language)


class Peers:
    """Pieces that were found together."""

    def __init__(self, stand: Stand, rows: Sequence[Piece], *, is_draft: bool = False) -> None:
        self.stand, self.is_draft = stand, is_draft
        self.nodes = [PieceNode(self, row) for row in rows if row.live is not None]

    @cached_property
    def texts(self) -> dict[int, list[dict[str, Any]]]:
        """The blocks of those that the reader gets as a whole, by piece. One query."""
        readable = {node.row.live_id: node for node in self.nodes if node.shown.is_whole}
        if not self.is_draft and readable:
            with tenant(self.stand.shelf.pk):
                kept = dict(Revision.objects.filter(pk__in=readable).values_list("pk", "blocks"))
            for key, node in readable.items():
                node.shown.revision.blocks = kept.get(key or 0, [])
        return {node.row.pk: node.shown.blocks for node in readable.values()}

    @cached_property
    def files(self) -> dict[str, PlainFile]:
        """The files that the reader may fetch. At most three queries, beside those of the texts."""
        assert self.texts is not None  # noqa: S101 - a teaser's cover is known without, a text's files are not
        with tenant(self.stand.shelf.pk):
            return plain_files({key for node in self.nodes for key in node.assets})

    @cached_property
    def translations(self) -> dict[int, list["PieceNode"]]:
        """Each in every language, by the original. One query."""
        roots = {node.root for node in self.nodes}
        with tenant(self.stand.shelf.pk):
            rows = self.stand.rows().filter(Q(pk__in=roots) | Q(original_id__in=roots))
            peers = Peers(self.stand, list(rows.order_by("language", "pk")))
        found: dict[int, list[PieceNode]] = {}
        for node in peers.nodes:
            found.setdefault(node.root, []).append(node)
        return found

    @cached_property
    def related(self) -> dict[str, "PieceNode"]:
        """What their texts name, by id. One query, beside those of the texts."""
        keys = {key for blocks in self.texts.values() for key in reading.related_keys(blocks)}
        with tenant(self.stand.shelf.pk):
            peers = Peers(self.stand, reading.with_keys(self.stand.rows(), keys))
        return {node.id: node for node in peers.nodes}

    @cached_property
    def series(self) -> dict[int, "SeriesNode"]:
        """The series they stand in. No query."""
        rows = {node.row.series_id: node.row.series for node in self.nodes if node.row.series is not None}
        return {each.row.pk: each for each in Shelved(self.stand, list(rows.values())).nodes}


class PieceNode:
    """A piece before one reader."""

    def __init__(self, peers: Peers, row: Piece) -> None:
        assert row.live is not None  # noqa: S101 - Peers leaves others out
        self.peers, self.row = peers, row
        verdict = peers.stand.shelf.verdict(row.audience, peers.stand.reader)
        self.shown = Shown(shelf=peers.stand.shelf, piece=row, revision=row.live, verdict=verdict)
        self.id: str = row.public_id
        self.kind, self.language, self.slug = row.kind.upper(), row.language, row.slug
        self.title, self.summary, self.audience = row.live.title, row.live.summary, row.audience
        self.facts: dict[str, Any] = row.live.facts or {}
        self.minutes, self.words = int(self.facts.get("minutes", 1)), int(self.facts.get("words", 0))
        self.published_at, self.changed_at = row.first_live_at, row.live_at
        self.is_whole, self.is_draft = self.shown.is_whole, peers.is_draft
        self.allows_comments = bool(row.allows_comments)
        self.root: int = row.original_id or row.pk

    @property
    def page(self) -> str:
        """Where it is read inside the organisation."""
        return whole(self.peers.stand.to.piece(self.row))

    @property
    def authors(self) -> list[dict[str, str]]:
        """Who wrote it, as readers are told."""
        return [{"name": name, "slug": slug_of(name)} for name in self.facts.get("authors", [])]

    @property
    def tags(self) -> list[dict[str, str]]:
        """Its tags, as readers are told."""
        return [{"slug": slug, "name": name} for slug, name in self.facts.get("tags", [])]

    @property
    def series(self) -> "SeriesNode | None":
        """The series it stands in."""
        return self.peers.series.get(self.row.series_id or 0)

    @property
    def assets(self) -> list[str]:
        """The files this reader may fetch. Needs the peers' texts."""
        return self.shown.assets

    @property
    def cover(self) -> dict[str, Any] | None:
        """Its picture."""
        key = self.shown.revision.cover.public_id if self.shown.revision.cover else ""
        return _file(self.peers.files[key]) if key in self.peers.files else None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What stands in it, for who may read it. "See also" names those alone that they may know of."""
        told = reading.without_hidden(self.peers.texts.get(self.row.pk, []), self.peers.related)
        return [{**block, "html": html_of(block["text"])} for block in told]

    @property
    def files(self) -> list[dict[str, Any]]:
        """Its files."""
        found = self.peers.files
        return [_file(found[key]) for key in self.assets if key in found]

    @property
    def translations(self) -> list["PieceNode"]:
        """Itself in every language."""
        return self.peers.translations.get(self.root, [])

    @property
    def related(self) -> list["PieceNode"]:
        """What it names as worth reading beside it."""
        found = self.peers.related
        keys = reading.related_keys(self.peers.texts.get(self.row.pk, []))
        return [found[key] for key in dict.fromkeys(keys) if key in found]


class Shelved:
    """Series that were found together."""

    def __init__(self, stand: Stand, rows: Sequence[Series]) -> None:
        self.stand = stand
        self.nodes = [SeriesNode(self, row) for row in rows]

    @cached_property
    def parts(self) -> dict[int, list[PieceNode]]:
        """Their pieces that the reader sees, in order. One query."""
        wanted = [node.row.pk for node in self.nodes]
        with tenant(self.stand.shelf.pk):
            rows = self.stand.rows().filter(series_id__in=wanted).order_by("series_position", "pk")
            peers = Peers(self.stand, list(rows[: reading.MOST_BESIDE * max(1, len(wanted))]))
        found: dict[int, list[PieceNode]] = {}
        for node in peers.nodes:
            found.setdefault(node.row.series_id or 0, []).append(node)
        return found


class SeriesNode:
    """A series before one reader."""

    def __init__(self, shelved: Shelved, row: Series) -> None:
        self.shelved, self.row = shelved, row
        self.id, self.slug, self.language = row.public_id, row.slug, row.language
        self.title, self.summary = row.title, row.summary

    @property
    def parts(self) -> list[PieceNode]:
        """Its pieces."""
        return self.shelved.parts.get(self.row.pk, [])[: reading.MOST_BESIDE]


def _file(file: PlainFile) -> dict[str, Any]:
    return {**file_told(file), "alt": file.alt}
