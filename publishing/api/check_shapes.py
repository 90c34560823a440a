"""Shapes of the API of checks and suggestions."""

from typing import Any

from rest_framework import serializers

from publishing.check_terms import REASON_LENGTH, FindingKind, Urgency
from publishing.check_words import said
from publishing.help_terms import HelpPart, HelpState, SuggestedBy
from publishing.models import Finding, Suggestion


class FindingOut(serializers.Serializer[Finding]):
    """A finding. `part`: title, summary, settings, text or block:<id>. `words`: the words it is about. `what` says it in a sentence, `mend`
    how to mend it. `in_live`: readers see it."""

    id = serializers.CharField(source="public_id")
    piece = serializers.CharField(source="piece.public_id")
    piece_title = serializers.CharField(source="piece.title")
    kind = serializers.ChoiceField(choices=FindingKind.choices)
    urgency = serializers.SerializerMethodField()
    part = serializers.CharField()
    words = serializers.CharField()
    what = serializers.SerializerMethodField()
    mend = serializers.SerializerMethodField()
    in_draft = serializers.BooleanField()
    in_live = serializers.BooleanField()
    found_at = serializers.DateTimeField()
    dismissed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()

    def get_urgency(self, row: Finding) -> str:
        """now, soon or later."""
        return Urgency(row.urgency).name.lower()

    def get_what(self, row: Finding) -> str:
        """What is wrong."""
        return said(row).what

    def get_mend(self, row: Finding) -> str:
        """How to mend it."""
        return said(row).mend


class PieceChecksOut(serializers.Serializer[Any]):
    """The findings of a piece. `is_behind`: it was changed after it was checked."""

    checked_at = serializers.DateTimeField(allow_null=True)
    is_behind = serializers.BooleanField()
    findings = FindingOut(many=True)
    dismissed = FindingOut(many=True)


class FindingReasonIn(serializers.Serializer[Any]):
    """Why it stays."""

    reason = serializers.CharField(max_length=REASON_LENGTH)


class SuggestionOut(serializers.Serializer[Suggestion]):
    """What was suggested for a part: one summary, or tags. `state` is "asked" while a language model reads. `of_version`: the draft it was
    made of."""

    part = serializers.ChoiceField(choices=HelpPart.choices)
    state = serializers.ChoiceField(choices=HelpState.choices)
    made_by = serializers.ChoiceField(choices=SuggestedBy.choices)
    values = serializers.ListField(child=serializers.CharField())
    why = serializers.CharField()
    of_version = serializers.IntegerField()
    asked_at = serializers.DateTimeField()


class SuggestionIn(serializers.Serializer[Any]):
    """What is to be suggested."""

    part = serializers.ChoiceField(choices=HelpPart.choices)


class RelatedOut(serializers.Serializer[Any]):
    """A piece to point at, and why."""

    id = serializers.CharField(source="key")
    title = serializers.CharField()
    why = serializers.CharField()
