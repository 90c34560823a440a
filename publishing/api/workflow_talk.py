"""Who writes in a piece, and what editors say to each other about it, over the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import workflow_shapes as shapes
from publishing.models import Piece
from publishing.selectors import desks as sittings
from publishing.selectors import notes, writing
from publishing.services import desks
from publishing.services import notes as services
from synthai.core.api.views import TenantAPIView, validated
from synthai.core.errors import NotFound


class DraftDeskView(TenantAPIView):
    """Who writes in a piece now."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.SittingOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """Who it is."""
        found = writing.get_piece(piece, by=self.actor)
        return Response(shapes.SittingOut(sittings.sitting(found, by=self.actor, now=timezone.now())).data)

    @extend_schema(request=None, responses=shapes.SittingOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Say that you write, or go on; it holds for two minutes. Somebody else who writes stays. A key of the organisation holds
        nothing."""
        found = writing.get_piece(piece, by=self.actor)
        return Response(shapes.SittingOut(desks.sit(found.pk, by=self.actor, now=timezone.now())).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str) -> Response:
        """You are done. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        desks.leave(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class DraftDeskTakeView(TenantAPIView):
    """Taking over."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses=shapes.SittingOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Write in somebody's place, who is told. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        return Response(shapes.SittingOut(desks.take_over(found.pk, by=self.actor, now=timezone.now())).data)


class DraftNotesView(TenantAPIView):
    """Notes of editors on a piece, which readers never see."""

    capability = permissions.PIECE_WRITE

    @extend_schema(operation_id="library_draft_notes_list", responses=shapes.NoteOfPieceOut(many=True))
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """All of them, open ones first, each with its answers."""
        found = writing.get_piece(piece, by=self.actor)
        return Response(shapes.NoteOfPieceOut(notes.talks(found), many=True).data)

    @extend_schema(request=shapes.NoteOfPieceIn, responses={201: shapes.NoteOfPieceOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Write one, on the piece or one of its blocks."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.NoteOfPieceIn, request)
        made = services.write(found.pk, given.pop("words"), **given, by=self.actor, now=timezone.now())
        return _talk(found, made.public_id, status=201)


class DraftNoteReplyView(TenantAPIView):
    """Answers to a note."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.ReplyIn, responses={201: shapes.NoteOfPieceOut})
    def post(self, request: Request, organisation: str, piece: str, note: str) -> Response:
        """Answer it; one that was settled is open again."""
        found = writing.get_piece(piece, by=self.actor)
        row = notes.get_note(found, note)
        services.reply(row.pk, validated(shapes.ReplyIn, request)["words"], by=self.actor, now=timezone.now())
        return _talk(found, note, status=201)


class DraftNoteSettleView(TenantAPIView):
    """Settling a note."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses=shapes.NoteOfPieceOut)
    def post(self, request: Request, organisation: str, piece: str, note: str) -> Response:
        """It is done. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        services.settle(notes.get_note(found, note).pk, by=self.actor, now=timezone.now())
        return _talk(found, note)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str, note: str) -> Response:
        """It is open again. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        services.reopen(notes.get_note(found, note).pk, by=self.actor, now=timezone.now())
        return Response(status=204)


def _talk(found: Piece, public_id: str, *, status: int = 200) -> Response:
    talk = next((each for each in notes.talks(found) if each.note.public_id == public_id), None)
    if talk is None:
        raise NotFound
    return Response(shapes.NoteOfPieceOut(talk).data, status=status)
