"""Reading over the API: what is on a shelf, a piece, one's own marks on it. The same door as the pages."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from media.selectors.plain import PlainFile, plain_files
from publishing import permissions
from publishing.engine.access import Reader
from publishing.engine.blocks import assets_of
from publishing.models import Piece
from publishing.selectors import languages, mine, readers, reading
from publishing.selectors.reading import Shown
from publishing.services import previews, readings
from publishing.views.addresses import Inside, whole
from publishing.views.files import linked
from synthai.core.access import Actor
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.media import links


class ListedPieceOut(serializers.Serializer[Any]):
    """A live piece, without its text."""

    id = serializers.CharField(source="public_id")
    kind = serializers.CharField()
    language = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField(source="live.title")
    summary = serializers.CharField(source="live.summary")
    audience = serializers.CharField()
    minutes = serializers.SerializerMethodField()
    authors = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(source="first_live_at")
    changed_at = serializers.DateTimeField(source="live_at")

    def get_minutes(self, piece: Piece) -> int:
        """How long reading takes."""
        return int(piece.live.facts.get("minutes", 1)) if piece.live else 1

    def get_authors(self, piece: Piece) -> list[str]:
        """The names of who wrote it."""
        return list(piece.live.facts.get("authors", [])) if piece.live else []

    def get_tags(self, piece: Piece) -> list[str]:
        """The addresses of its tags."""
        return [slug for slug, _name in piece.live.facts.get("tags", [])] if piece.live else []


class FileLinkOut(serializers.Serializer[Any]):
    """A file of the text. `url` carries its own permission for some hours."""

    id = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    url = serializers.CharField()


class MarksIn(serializers.Serializer[Any]):
    """One's own marks; what is left out stays."""

    is_bookmarked = serializers.BooleanField(required=False)
    is_later = serializers.BooleanField(required=False)
    is_finished = serializers.BooleanField(required=False)


class TranslationOut(serializers.Serializer[Any]):
    """The same piece in another language."""

    id = serializers.CharField(source="public_id")
    language = serializers.CharField()


class ReadPieceOut(ListedPieceOut):
    """A piece as this reader gets it. Without `is_whole` there is its teaser alone: no blocks, no files."""

    is_whole = serializers.BooleanField()
    blocks = serializers.ListField(child=serializers.DictField())
    files = FileLinkOut(many=True)
    page = serializers.CharField()
    translations = TranslationOut(many=True)
    is_bookmarked = serializers.BooleanField()
    is_later = serializers.BooleanField()
    is_finished = serializers.BooleanField()


class ShelfView(TenantListView):
    """What is on a shelf: "own" or "shared"."""

    capability = permissions.LIBRARY_READ
    serializer_class = ListedPieceOut
    ordering = ("-live_at", "-pk")

    @extend_schema(
        operation_id="library_reading_list",
        parameters=[
            OpenApiParameter("language", str, description="Those in this language alone."),
            OpenApiParameter(
                "prefer",
                str,
                description="Each piece once: in this language where it is there, else in the next.",
            ),
            OpenApiParameter("tag", str),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The live pieces that this reader sees, whole or as teasers, newest first."""
        with readers.beside(getattr(request, "organisation"), kwargs["shelf"]) as shelf:  # noqa: B009 - of the middleware
            self.shelf = shelf
            return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Those of the shelf."""
        asked, reader = self.request.query_params, readers.of_actor(self.actor, self.shelf)
        language, tag = asked.get("language", ""), asked.get("tag", "")
        rows = reading.listing(self.shelf, reader, now=timezone.now(), language=language)
        found = reading.tagged(rows, tag) if tag else rows
        prefer = asked.get("prefer", "")
        return languages.once(found, languages.preferred(prefer)) if prefer else found


class PieceView(TenantAPIView):
    """One piece."""

    capability = permissions.LIBRARY_READ

    @extend_schema(operation_id="library_reading_get", responses=ReadPieceOut)
    def get(self, request: Request, organisation: str, shelf: str, key: str) -> Response:
        """Whole, or its teaser."""
        found = _found(request, self.actor, shelf, key)
        return Response(_told(found, self.actor, Inside(organisation, shelf)))

    @extend_schema(operation_id="library_reading_mark", request=MarksIn, responses=ReadPieceOut)
    def patch(self, request: Request, organisation: str, shelf: str, key: str) -> Response:
        """Bookmark it, put it on the reading list, say that it was read; or take that back. For persons, not for keys."""
        given = validated(MarksIn, request)
        found = _found(request, self.actor, shelf, key)
        _mark(found.shown, given, self.actor)
        return Response(_told(found, self.actor, Inside(organisation, shelf)))


@dataclass(frozen=True, slots=True)
class _Found:
    """A piece before its reader, its files, which of the pieces it names this reader may know of, and it in other languages."""

    shown: Shown
    files: dict[str, PlainFile]
    related: set[str]
    others: list[Piece]


class PreviewView(TenantAPIView):
    """The draft behind a preview link."""

    capability = permissions.LIBRARY_READ

    @extend_schema(operation_id="library_preview_get", responses=ReadPieceOut)
    def get(self, request: Request, organisation: str, token: str) -> Response:
        """As it stands now, for who may read the piece once it is published. The token ends after seven days."""
        with readers.beside(getattr(request, "organisation"), readers.OWN) as shelf:  # noqa: B009 - of the middleware
            shown = previews.shown(shelf, token, by=self.actor, now=timezone.now())
            found = _beside(shown, readers.of_actor(self.actor, shelf))
        return Response(_told(found, self.actor, Inside(organisation, readers.OWN)))


def _found(request: Request, actor: Actor, word: str, key: str) -> _Found:
    with readers.beside(getattr(request, "organisation"), word) as shelf:  # noqa: B009 - of the middleware
        reader = readers.of_actor(actor, shelf)
        shown = reading.get_by_key(shelf, key, reader, now=timezone.now())
        return _beside(shown, reader)


def _beside(shown: Shown, reader: Reader) -> _Found:
    """Needs the shelf's tenant."""
    rows = reading.listing(shown.shelf, reader, now=timezone.now())
    related = reading.with_keys(rows, reading.related_keys(shown.blocks))
    others = [each for each in reading.translations(rows, shown.piece) if each.pk != shown.piece.pk]
    files = plain_files(assets_of(shown.blocks))
    return _Found(shown, files, {each.public_id for each in related}, others)


def _mark(shown: Shown, given: dict[str, bool], actor: Actor) -> None:
    now = timezone.now()
    if "is_bookmarked" in given or "is_later" in given:
        bookmarked, later = given.get("is_bookmarked"), given.get("is_later")
        readings.mark(shown, by=actor, now=now, bookmarked=bookmarked, later=later)
    if given.get("is_finished"):
        readings.finish(shown, by=actor, now=now)
    elif "is_finished" in given:
        readings.unfinish(shown, by=actor)


def _told(found: _Found, actor: Actor, to: Inside) -> dict[str, Any]:
    shown = found.shown
    key, is_platform = shown.piece.public_id, shown.shelf.is_platform
    mark = mine.reading_of(actor.user_id, key, is_platform=is_platform) if actor.user_id else None
    return {
        **ListedPieceOut(shown.piece).data,
        "is_whole": shown.is_whole,
        "blocks": reading.without_hidden(shown.blocks, found.related),
        "files": [file_told(each) for each in found.files.values()],
        "page": whole(to.piece(shown.piece)),
        "translations": TranslationOut(found.others, many=True).data,
        "is_bookmarked": bool(mark and mark.bookmarked_at),
        "is_later": bool(mark and mark.later_at),
        "is_finished": bool(mark and mark.finished_at),
    }


def file_told(file: PlainFile) -> dict[str, Any]:
    """A file with a link that carries its own permission for some hours."""
    address = links.file_link(linked(file, "file"))
    return {
        "id": file.public_id,
        "kind": file.kind,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "url": address if links.is_remote() else whole(address),
    }
