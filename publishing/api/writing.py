"""Drafts over the API: the list, a piece with its blocks, settings, copies, the preview link, publishing.

A change may name the `version` it was made on as `seen`: only who changed the same part meanwhile is in its way, and gets both
texts in the problem document (412).
"""

from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import writing_shapes as shapes
from publishing.engine import words
from publishing.selectors import pieces as drafts
from publishing.selectors import shelves, translations, writing
from publishing.selectors.audiences import audiences
from publishing.selectors.writing import STATES, PieceFilter
from publishing.services import keeping, live, parts, pieces, previews, see_also, settings
from publishing.services.parts import Content
from publishing.services.settings import Settings
from publishing.terms import LANGUAGES, PieceKind
from synthai.core.access import Actor
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_FILTERS: Final = [
    OpenApiParameter("q", str, description="Words of the title or summary."),
    OpenApiParameter("state", str, enum=list(STATES)),
    OpenApiParameter("kind", str, enum=list(PieceKind.values)),
    OpenApiParameter("language", str, enum=[code for code, _name in LANGUAGES]),
    OpenApiParameter("tag", str, description="A tag's slug."),
    OpenApiParameter("put_away", bool, description="Those put away instead."),
]


def detail(public_id: str, *, by: Actor, status: int = 200) -> Response:
    """A draft with everything that stands in it. Raises NotFound."""
    found = writing.get_piece(public_id, by=by)
    number = words.count(words.plain(found.blocks))
    told = {
        "draft": found,
        "blocks": see_also.shown(found.blocks, by=by, now=timezone.now()),
        "seo": found.seo,
        "cover": found.cover.public_id if found.cover else "",
        "series": found.series.public_id if found.series else "",
        "tags": shelves.tag_names(found),
        "authors": writing.authors_of(found),
        "words": number,
        "minutes": words.minutes(number),
        "translations": translations.family_of(found, by=by, now=timezone.now()),
    }
    return Response(shapes.DraftDetailOut(told).data, status=status)


class DraftsView(TenantListView):
    """What one writes, or as an editor what everybody does; the newest change first."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.DraftOut
    ordering = ("-changed_at", "-id")

    def get_queryset(self) -> Any:
        """Those the filters of the query string choose; what is unknown counts as not chosen."""
        asked = self.request.query_params
        names = ("kind", "language", "state", "tag")
        chosen = PieceFilter(
            words=asked.get("q", "")[:200],
            is_away=asked.get("put_away", "") == "true",
            **{name: asked.get(name, "")[:40] for name in names},
        )
        return writing.pieces(chosen, by=self.actor)

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of drafts."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.DraftIn, responses={201: shapes.DraftDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Begin a piece."""
        given = validated(shapes.DraftIn, request)
        given.setdefault("audience", audiences(self.actor.organisation_id)[0])
        made = pieces.begin(**given, by=self.actor, now=timezone.now())
        return detail(made.public_id, by=self.actor, status=201)


class DraftView(TenantAPIView):
    """One draft."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.DraftDetailOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """Everything that stands in it."""
        return detail(piece, by=self.actor)

    @extend_schema(request=shapes.HeadIn, responses=shapes.DraftDetailOut)
    def patch(self, request: Request, organisation: str, piece: str) -> Response:
        """Write title or summary."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.HeadIn, request)
        seen, now = given.pop("seen"), timezone.now()
        parts.write_heads(found.pk, given, by=self.actor, now=now, seen=seen)
        return detail(piece, by=self.actor)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str) -> Response:
        """Put it away; it can be brought back. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        keeping.put_away(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class DraftBackView(TenantAPIView):
    """A draft that was put away."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses=shapes.DraftDetailOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Bring it back. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        keeping.bring_back(found.pk, by=self.actor, now=timezone.now())
        return detail(piece, by=self.actor)


class DraftSettingsView(TenantAPIView):
    """Settings of a piece."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.SettingsIn, responses=shapes.DraftDetailOut)
    def put(self, request: Request, organisation: str, piece: str) -> Response:
        """Set them all; what is left out is empty."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.SettingsIn, request)
        seen = given.pop("seen")
        settings.change(found.pk, Settings(**given), by=self.actor, now=timezone.now(), seen=seen)
        return detail(piece, by=self.actor)


class DraftBlocksView(TenantAPIView):
    """Blocks of a draft."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.NewBlockIn, responses={201: shapes.DraftDetailOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Add one, at the end or after another."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.NewBlockIn, request)
        content = Content(text=given["text"], data=given["data"])
        now, after = timezone.now(), given["after"]
        parts.add_block(found.pk, given["kind"], content=content, after=after, by=self.actor, now=now)
        return detail(piece, by=self.actor, status=201)


class DraftBlockView(TenantAPIView):
    """One block of a draft."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.BlockIn, responses=shapes.DraftDetailOut)
    def put(self, request: Request, organisation: str, piece: str, block: str) -> Response:
        """Write it. Both texts come back when somebody else changed it since `seen`."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.BlockIn, request)
        content = Content(text=given["text"], data=given["data"])
        parts.write_block(found.pk, block, content, by=self.actor, now=timezone.now(), seen=given["seen"])
        return detail(piece, by=self.actor)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str, block: str) -> Response:
        """Take it out; a revision is kept that holds it. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        parts.remove_block(found.pk, block, by=self.actor, now=timezone.now())
        return Response(status=204)


class DraftBlockBackView(TenantAPIView):
    """A block that was taken out."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses=shapes.DraftDetailOut)
    def post(self, request: Request, organisation: str, piece: str, block: str) -> Response:
        """Bring it back as it stood last. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        parts.restore_block(found.pk, block, by=self.actor, now=timezone.now())
        return detail(piece, by=self.actor)


class DraftBlockPlaceView(TenantAPIView):
    """The place of a block."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.PlaceIn, responses=shapes.DraftDetailOut)
    def put(self, request: Request, organisation: str, piece: str, block: str) -> Response:
        """Put it before another one, or at the end."""
        found = writing.get_piece(piece, by=self.actor)
        before = validated(shapes.PlaceIn, request)["before"]
        parts.move_block(found.pk, block, before=before, by=self.actor, now=timezone.now())
        return detail(piece, by=self.actor)


class DraftCopyView(TenantAPIView):
    """Copies."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses={201: shapes.DraftDetailOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """A draft like this one."""
        found = writing.get_piece(piece, by=self.actor)
        made = keeping.duplicate(found.pk, by=self.actor, now=timezone.now())
        return detail(made.public_id, by=self.actor, status=201)


class DraftPublishView(TenantAPIView):
    """Publishing."""

    capability = permissions.PIECE_PUBLISH

    @extend_schema(request=shapes.NoteIn, responses=shapes.DraftOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Let readers see the draft as it stands. Idempotent."""
        found = drafts.get_piece(piece)
        note = validated(shapes.NoteIn, request)["note"]
        published = live.publish(found.pk, note=note, by=self.actor, now=timezone.now())
        return Response(shapes.DraftOut(published).data)


class DraftTakeDownView(TenantAPIView):
    """Taking down."""

    capability = permissions.PIECE_PUBLISH

    @extend_schema(request=None, responses=shapes.DraftOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Let readers see it no more; publishing again undoes it. Idempotent."""
        taken = live.take_down(drafts.get_piece(piece).pk, by=self.actor, now=timezone.now())
        return Response(shapes.DraftOut(taken).data)


class DraftPreviewView(TenantAPIView):
    """A link to a draft."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses={201: shapes.PreviewOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """For members who may read the piece once it is published; it ends after a week."""
        found = writing.get_piece(piece, by=self.actor)
        now = timezone.now()
        token = previews.token(found, by=self.actor, now=now)
        url = request.build_absolute_uri(reverse("publishing:write-linked", args=[organisation, token]))
        return Response(shapes.PreviewOut({"url": url, "ends_at": now + previews.LASTS}).data, status=201)
