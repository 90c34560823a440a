"""Shapes of the API of review, schedule, notes, and who writes."""

from typing import Any

from rest_framework import serializers

from publishing.models import PieceNote, Review
from publishing.terms import NOTE_LENGTH, WORDS_LENGTH, Verdict

_KEY = 16


class TroubleOut(serializers.Serializer[Any]):
    """One thing that stands against publishing. `part`: "title", "summary", "blocks", "settings", "review" or the id of a block."""

    code = serializers.CharField()
    part = serializers.CharField()
    where = serializers.CharField()
    words = serializers.CharField()


class ReadinessOut(serializers.Serializer[Any]):
    """Whether the draft may be published as it stands; `troubles` says what is missing where."""

    is_ready = serializers.BooleanField()
    troubles = TroubleOut(many=True)


class ScheduleIn(serializers.Serializer[Any]):
    """Times with their offset, as 2026-12-01T08:00:00+02:00. `takes_draft`: what goes live is the draft as it stands now; otherwise
    what was planned before stays planned."""

    goes_live_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    takes_draft = serializers.BooleanField(required=False, default=True)


class ScheduleOut(serializers.Serializer[Any]):
    """What is planned. `revision`: what goes live. `missed`: what was to go live and why it could not."""

    goes_live_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    revision = serializers.IntegerField(source="next.number", allow_null=True, default=None)
    missed_at = serializers.CharField(source="missed.at", default="")
    missed = TroubleOut(source="missed.troubles", many=True, default=list)


class ReviewOut(serializers.Serializer[Review]):
    """A review. An empty `verdict`: it waits. `asked_of` is empty when whoever may is asked. People by their names."""

    id = serializers.CharField(source="public_id")
    piece = serializers.CharField(source="piece.public_id")
    title = serializers.CharField(source="piece.title")
    asked_by = serializers.CharField(source="asked_by.label", default="")
    asked_of = serializers.CharField(source="asked_of.label", default="")
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    note = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_blank=True)


class ReviewDetailOut(ReviewOut):
    """A review with what was read and what came of it."""

    revision = serializers.IntegerField(source="revision.number")
    words = serializers.CharField()
    decided_by = serializers.CharField(source="decided_by.label", default="")
    decided_at = serializers.DateTimeField(allow_null=True)


class AskIn(serializers.Serializer[Any]):
    """Of whom, by the person's id; left out: of whoever may. `due_on`: wanted by."""

    of = serializers.CharField(max_length=_KEY, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=WORDS_LENGTH, required=False, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)


class DecisionIn(serializers.Serializer[Any]):
    """Words to the writer, needed to send it back. `seen`: the version that was read."""

    words = serializers.CharField(max_length=WORDS_LENGTH, required=False, default="", allow_blank=True)
    seen = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)


class SittingOut(serializers.Serializer[Any]):
    """Who writes in a piece now; an empty `who`: nobody. `was_mine`: they took over from you."""

    who = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField(allow_null=True)
    is_mine = serializers.BooleanField()
    was_mine = serializers.BooleanField()


class NoteOfPieceIn(serializers.Serializer[Any]):
    """A note on a piece, or on the block of that id; `asked`: the id of a person who is told."""

    words = serializers.CharField(max_length=NOTE_LENGTH)
    block = serializers.CharField(max_length=_KEY, required=False, default="", allow_blank=True)
    asked = serializers.CharField(max_length=_KEY, required=False, default="", allow_blank=True)


class ReplyIn(serializers.Serializer[Any]):
    """An answer to a note."""

    words = serializers.CharField(max_length=NOTE_LENGTH)


class NoteReplyOut(serializers.Serializer[PieceNote]):
    """An answer."""

    id = serializers.CharField(source="public_id")
    words = serializers.CharField()
    written_by = serializers.CharField(source="written_by.label", default="")
    written_at = serializers.DateTimeField()


class NoteOfPieceOut(serializers.Serializer[Any]):
    """A note with its answers. `is_gone`: the block it is about was taken out."""

    id = serializers.CharField(source="note.public_id")
    block = serializers.CharField(source="note.block")
    is_gone = serializers.BooleanField()
    words = serializers.CharField(source="note.words")
    written_by = serializers.CharField(source="note.written_by.label", default="")
    written_at = serializers.DateTimeField(source="note.written_at")
    asked = serializers.CharField(source="note.asked.label", default="")
    settled_at = serializers.DateTimeField(source="note.settled_at", allow_null=True)
    replies = NoteReplyOut(many=True)
