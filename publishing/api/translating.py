"""Translations over the API: how each piece stands in each language, a translation held against its original, a machine's draft."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import translating_shapes as shapes
from publishing.api.writing import detail
from publishing.api.writing_shapes import DraftDetailOut
from publishing.models import Piece
from publishing.selectors import beside, machine, translations, writing
from publishing.selectors.translations import CODES, MatrixFilter
from publishing.services import translation_runs, translation_structure
from publishing.services import translations as verbs
from publishing.translation_refusals import OriginalOutOfSight
from publishing.translation_terms import TranslationState
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound

_FILTERS = [
    OpenApiParameter("q", str, description="Words of the title or summary."),
    OpenApiParameter("language", str, enum=list(CODES)),
    OpenApiParameter("state", str, enum=list(TranslationState.values)),
]


class TranslationsView(TenantListView):
    """Originals with how they stand in each language; the newest change first."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.FamilyOut
    ordering = ("-changed_at", "-id")

    def get_queryset(self) -> Any:
        """Those that the filters of the query string choose; what is unknown counts as not chosen."""
        asked = self.request.query_params
        chosen = MatrixFilter(
            words=asked.get("q", "")[:200],
            language=asked.get("language", ""),
            state=asked.get("state", ""),
        )
        return translations.originals(chosen, by=self.actor, now=timezone.now())

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of them, each with its languages: one query more."""
        rows = super().paginate_queryset(queryset)
        found = translations.languages_of(rows or [], by=self.actor, now=timezone.now())
        return [{"piece": row, "languages": found[row.pk]} for row in rows or []]

    @extend_schema(operation_id="library_translations_list", parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of originals."""
        return super().get(request, *args, **kwargs)


class PieceTranslationsView(TenantAPIView):
    """A piece in its languages."""

    capability = permissions.PIECE_WRITE

    @extend_schema(operation_id="library_piece_translations", responses=shapes.FamilyOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """The original of this piece, and how it stands in each language."""
        now = timezone.now()
        found = translations.get_original(piece, by=self.actor, now=now)
        told = translations.languages_of([found], by=self.actor, now=now)[found.pk]
        return Response(shapes.FamilyOut({"piece": found, "languages": told}).data)

    @extend_schema(request=shapes.LanguageIn, responses={201: DraftDetailOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Begin a translation: with the blocks, cover, tags, authors and audience of the original."""
        now = timezone.now()
        found = translations.get_original(piece, by=self.actor, now=now)
        language = validated(shapes.LanguageIn, request)["language"]
        made = verbs.begin(found.pk, language, by=self.actor, now=now)
        return detail(made.public_id, by=self.actor, status=201)


class _OfTranslation(TenantAPIView):
    """Of one translation."""

    capability = permissions.PIECE_WRITE

    def found(self, piece: str) -> Piece:
        """Raises NotFound."""
        return translations.get_translation(piece, by=self.actor)

    def told(self, piece: str, status: int = 200) -> Response:
        """The translation held against its original. Raises NotFound, OriginalOutOfSight."""
        found = self.found(piece)
        source = translations.source_of(found, by=self.actor, now=timezone.now())
        if source is None:
            raise OriginalOutOfSight
        both = beside.beside(found, source)
        known = writing.known_keys(both.related, by=self.actor, now=timezone.now())
        values = {
            "version": found.version,
            "original": source.original.public_id,
            "follows": found.follows,
            "current": source.now.number,
            "is_framed": both.is_framed,
            "parts": [row.naming(known) for row in both.all],
        }
        return Response(shapes.BesideOut(values).data, status=status)


class TranslationView(_OfTranslation):
    """A translation beside its original."""

    @extend_schema(responses=shapes.BesideOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """Each part of both: what changed, what nobody translated, what differs."""
        return self.told(piece)

    @extend_schema(request=shapes.FollowsIn, responses=shapes.BesideOut)
    def put(self, request: Request, organisation: str, piece: str) -> Response:
        """Say that it holds all that this revision of the original says. Idempotent."""
        found = self.found(piece)
        number = validated(shapes.FollowsIn, request)["follows"]
        verbs.bring_up_to_date(found.pk, number=number, by=self.actor, now=timezone.now())
        return self.told(piece)


class TranslationFollowView(_OfTranslation):
    """What the original did with its blocks."""

    @extend_schema(request=shapes.FollowIn, responses=shapes.BesideOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Take over these blocks; without any all of them, and their order. Idempotent."""
        found = self.found(piece)
        given, now = validated(shapes.FollowIn, request), timezone.now()
        translation_structure.follow_blocks(found.pk, **given, by=self.actor, now=now)
        return self.told(piece)


class TranslationReadView(_OfTranslation):
    """What a machine wrote, and a person has read."""

    @extend_schema(request=shapes.ReadIn, responses=shapes.LeftOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Say that one has read these parts, of a translation or a copy of one; without any all of them. For persons, not for keys.
        Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.ReadIn, request)
        parts, seen = given["parts"] or None, given["seen"]
        left = verbs.mark_read(found.pk, parts=parts, seen=seen, by=self.actor, now=timezone.now())
        return Response(shapes.LeftOut({"left": left}).data)


class TranslationMachineView(_OfTranslation):
    """A machine's draft."""

    @extend_schema(responses=shapes.RunOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """How the last one stands."""
        run = machine.last_run(self.found(piece))
        if run is None:
            raise NotFound
        return Response(shapes.RunOut(run).data)

    @extend_schema(request=shapes.PartsIn, responses={202: shapes.RunOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Ask for one: of these parts, without any of all that nobody translated. Nothing of it is published before a person read it."""
        found = self.found(piece)
        keys = validated(shapes.PartsIn, request)["parts"]
        run = translation_runs.start(found.pk, keys=keys, by=self.actor, now=timezone.now())
        return Response(shapes.RunOut(run).data, status=202)

    @extend_schema(responses=shapes.RunOut)
    def delete(self, request: Request, organisation: str, piece: str) -> Response:
        """Stop it after the part it is at."""
        run = translation_runs.cancel(self.found(piece).pk, by=self.actor, now=timezone.now())
        return Response(shapes.RunOut(run).data)
