"""What a question in GraphQL may begin with. Each begins at the one door of reading (`selectors.readers`, `selectors.reading`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from publishing.api.graphql.limits import DEFAULT_FIRST, MOST_FIRST
from publishing.api.graphql.nodes import Peers, PieceNode, SeriesNode, Shelved, Stand
from publishing.api.graphql.refusals import PageSizeInvalid
from publishing.engine.words import slug_of
from publishing.models import PieceQuerySet, Series
from publishing.selectors import readers, reading
from publishing.services import previews
from publishing.views.addresses import Inside
from synthai.core import keyset
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

_MOST_TOLD = 2_000  # pieces whose tags or authors are summed


class Root:
    """The fields of Query, for one reader."""

    def __init__(self, organisation: Any, actor: Actor, *, now: datetime) -> None:
        self.organisation, self.actor, self.now = organisation, actor, now
        self._stands: dict[str, Stand] = {}
        self._sums: dict[tuple[str, str, str], list[Any]] = {}  # asked for by many names they are read once

    def pieces(self, _info: Any, *, shelf: str, **asked: Any) -> dict[str, Any]:
        """A page of pieces, narrowed. One query."""
        stand = self._stand(shelf)
        with tenant(stand.shelf.pk):
            rows, narrowed = self._narrowed(stand, asked), {k: asked.get(k) for k in _NARROWS}
            found = _Page(rows, ("-live_at", "-pk"), f"graphql {stand.shelf.pk} {narrowed}", asked)
            return found.told(Peers(stand, found.rows).nodes)

    def piece(self, _info: Any, *, shelf: str, id: str) -> PieceNode:  # noqa: A002 - the schema's word
        """One piece. One query. Raises NotFound."""
        stand = self._stand(shelf)
        with tenant(stand.shelf.pk):
            row = reading.get_by_key(stand.shelf, id, stand.reader, now=stand.now).piece
            return Peers(stand, [row]).nodes[0]

    def draft(self, _info: Any, *, token: str) -> PieceNode:
        """The draft of a preview link. Raises NotFound."""
        stand = self._stand(readers.OWN)
        with tenant(stand.shelf.pk):
            shown = previews.shown(stand.shelf, token, by=self.actor, now=self.now)
            return Peers(stand, [shown.piece], is_draft=True).nodes[0]

    def series_list(self, _info: Any, *, shelf: str, language: str = "", **asked: Any) -> dict[str, Any]:
        """A page of series. One query."""
        stand = self._stand(shelf)
        with tenant(stand.shelf.pk):
            seen = stand.rows().filter(series__isnull=False).order_by().values("series_id")
            rows: Any = Series.objects.filter(pk__in=seen)
            rows = rows.filter(language=language) if language else rows
            found = _Page(rows, ("title", "pk"), f"graphql series {stand.shelf.pk} {language}", asked)
            return found.told(Shelved(stand, found.rows).nodes)

    def series(self, _info: Any, *, shelf: str, id: str) -> SeriesNode:  # noqa: A002 - the schema's word
        """One series with something to read. Two queries. Raises NotFound."""
        stand = self._stand(shelf)
        with tenant(stand.shelf.pk):
            row = Series.objects.filter(public_id=id).order_by("pk").first()
            if row is None or not stand.rows().filter(series_id=row.pk).exists():
                raise NotFound
            return Shelved(stand, [row]).nodes[0]

    def tags(self, _info: Any, *, shelf: str, language: str = "") -> list[dict[str, str]]:
        """Tags by name. One query."""
        found = {slug: name for tags in self._told("tags", shelf, language) for slug, name in tags}
        return sorted(
            ({"slug": slug, "name": name} for slug, name in found.items()), key=lambda each: each["name"]
        )

    def authors(self, _info: Any, *, shelf: str, language: str = "") -> list[dict[str, str]]:
        """Authors by name. One query."""
        names = sorted({name for authors in self._told("authors", shelf, language) for name in authors})
        return [{"name": name, "slug": slug_of(name)} for name in names]

    def _told(self, what: str, shelf: str, language: str | None) -> list[Any]:
        """What readers are told beside each piece they see."""
        stand, key = self._stand(shelf), (what, shelf, language or "")
        if key not in self._sums:
            with tenant(stand.shelf.pk):
                rows = stand.rows(language or "").order_by("-live_at", "-pk")
                told = rows.values_list(f"live__facts__{what}", flat=True)[:_MOST_TOLD]
                self._sums[key] = [each or [] for each in told]
        return self._sums[key]

    def _stand(self, word: str) -> Stand:
        """Before a shelf. Raises NotFound where there is none."""
        word = word.lower()
        if word not in self._stands:
            with readers.beside(self.organisation, word) as shelf:
                reader = readers.of_actor(self.actor, shelf)
            to = Inside(self.organisation.slug, word)
            self._stands[word] = Stand(shelf=shelf, reader=reader, to=to, now=self.now)
        return self._stands[word]

    def _narrowed(self, stand: Stand, asked: dict[str, Any]) -> PieceQuerySet:
        rows = stand.rows(asked.get("language") or "")
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"].lower())
        if asked.get("tag"):
            rows = reading.tagged(rows, asked["tag"])
        if asked.get("author"):
            rows = reading.written_by(rows, asked["author"])
        if asked.get("series"):
            rows = rows.filter(series__public_id=asked["series"])
        return rows


_NARROWS = ("language", "kind", "tag", "author", "series")


class _Page:
    """A page of a connection, by key. One query. Raises PageSizeInvalid, CursorInvalid."""

    def __init__(self, rows: Any, ordering: Sequence[str], scope: str, asked: dict[str, Any]) -> None:
        size, cursor, is_before = _size(asked)
        self.ordering, self.scope, self.query = ordering, scope, rows
        self.page: keyset.Page[Any] = keyset.page(
            rows, ordering=ordering, size=size, cursor=cursor, scope=scope, is_before=is_before
        )
        self.rows = self.page.rows

    def told(self, nodes: Iterable[Any]) -> dict[str, Any]:
        """The connection with what became of its rows."""
        found = list(nodes)
        cursors = [self._cursor(node.row) for node in found]
        return {
            "nodes": found,
            "edges": [{"cursor": at, "node": node} for at, node in zip(cursors, found, strict=True)],
            "page_info": {
                "has_next_page": self.page.next is not None,
                "has_previous_page": self.page.previous is not None,
                "start_cursor": cursors[0] if cursors else None,
                "end_cursor": cursors[-1] if cursors else None,
            },
        }

    def _cursor(self, row: Any) -> str:
        return keyset.cursor_at(self.query, row, ordering=self.ordering, scope=self.scope)


def _size(asked: dict[str, Any]) -> tuple[int, str | None, bool]:
    first, last, after, before = (asked.get(name) for name in ("first", "last", "after", "before"))
    is_before = before is not None
    size = last if is_before else first
    if (last is not None and not is_before) or (is_before and (first is not None or after is not None)):
        raise PageSizeInvalid(most=MOST_FIRST)
    if size is not None and not 1 <= size <= MOST_FIRST:
        raise PageSizeInvalid(most=MOST_FIRST)
    return size or DEFAULT_FIRST, before or after or None, is_before
