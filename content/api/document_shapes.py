"""Shapes of the API of documents."""

from typing import Any

from rest_framework import serializers

from content.models import Approval, Document, DocumentState, DocumentVersion, VersionKind
from content.selectors import blueprints, veils
from content.terms import NOTE_LENGTH, REF_LENGTH, TITLE_LENGTH, WORDS_LENGTH


class TemplateOut(serializers.Serializer[Any]):
    """A template that a document can be begun of. `questions`: how many it asks at most, given what is known."""

    template = serializers.CharField(source="choice.ref")
    title = serializers.CharField(source="choice.title")
    summary = serializers.CharField(source="choice.blueprint.summary")
    category = serializers.CharField(source="choice.blueprint.category")
    language = serializers.CharField(source="choice.blueprint.language")
    languages = serializers.ListField(source="choice.languages", child=serializers.CharField())
    questions = serializers.IntegerField()


class DocumentOut(serializers.Serializer[Document]):
    """A document in a list."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    template = serializers.CharField(source="ref")
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=DocumentState.choices)
    is_confirmed = serializers.BooleanField()
    is_confidential = serializers.BooleanField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    put_away_at = serializers.DateTimeField(source="removed_at", allow_null=True)


class FigureOut(serializers.Serializer[Any]):
    """A fact that stands in a section, and where it is from. `was`: how it was written when the text was, if it is another one now."""

    key = serializers.CharField()
    words = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field, not the argument
    on = serializers.DateField()
    was = serializers.CharField()


class SectionOut(serializers.Serializer[Any]):
    """A section as it stands, in Markdown, and who wrote it."""

    key = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    by = serializers.ChoiceField(choices=["machine", "template", "person"])
    figures = FigureOut(many=True)


class QuestionOut(serializers.Serializer[Any]):
    """A question that has no answer yet. `parts`: those of one record of a list."""

    key = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field, not the argument
    help = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()

    def get_choices(self, field: Any) -> list[str]:
        """The values one of which may be answered."""
        return [choice.value for choice in field.choices]

    def get_parts(self, field: Any) -> list[dict[str, Any]]:
        """What each record of a list is made of."""
        return [
            {"key": part.key, "kind": part.kind, "label": part.label, "required": part.required}
            for part in field.fields
        ]


class DocumentDetailOut(serializers.Serializer[Any]):
    """A document with what it says and what it still asks."""

    document = DocumentOut()
    answers = serializers.SerializerMethodField()
    sections = SectionOut(many=True)
    missing = QuestionOut(many=True)
    open = QuestionOut(many=True)
    newer_template = serializers.CharField(source="newer")

    def get_answers(self, page: Any) -> dict[str, Any]:
        """By key, as they were typed; private ones are dots for who may not see them."""
        return veils.answers(page.document, blueprints.of(page.document))


class DocumentIn(serializers.Serializer[Any]):
    """A new document: which template, in which of its languages (empty: its own), and answers by key as they would be typed."""

    template = serializers.CharField(max_length=REF_LENGTH)
    language = serializers.CharField(max_length=10, required=False, default="", allow_blank=True)
    answers = serializers.DictField(required=False, default=dict)


class AnswersIn(serializers.Serializer[Any]):
    """Answers by key, as they would be typed; a list is a list of records, null takes an answer back."""

    answers = serializers.DictField(allow_empty=False)


class TitleIn(serializers.Serializer[Any]):
    """What it is called; empty: as its template says."""

    title = serializers.CharField(max_length=TITLE_LENGTH, allow_blank=True)


class ConfidentialityIn(serializers.Serializer[Any]):
    """Whether only its writer and those who may see confidential documents see it."""

    is_confidential = serializers.BooleanField()


class SectionIn(serializers.Serializer[Any]):
    """The text of a section, in Markdown."""

    body = serializers.CharField(allow_blank=True, trim_whitespace=False)


class VersionOut(serializers.Serializer[DocumentVersion]):
    """A version of a document. `sha256` is that of the PDF that went out."""

    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=VersionKind.choices)
    title = serializers.CharField()
    note = serializers.CharField()
    made_at = serializers.DateTimeField()
    sha256 = serializers.CharField()


class VersionIn(serializers.Serializer[Any]):
    """A version kept by hand."""

    note = serializers.CharField(max_length=NOTE_LENGTH, required=False, default="", allow_blank=True)


class PieceOut(serializers.Serializer[Any]):
    """A stretch of text and what became of it."""

    kind = serializers.ChoiceField(choices=["same", "added", "removed"])
    text = serializers.CharField(trim_whitespace=False)


class ChangeOut(serializers.Serializer[Any]):
    """A section of either version."""

    key = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=["same", "changed", "added", "removed"])
    pieces = PieceOut(many=True)


class ComparisonOut(serializers.Serializer[Any]):
    """What is other in the newer of two versions; only sections that changed."""

    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    changes = ChangeOut(many=True, source="changed")


class WordsIn(serializers.Serializer[Any]):
    """What an asker or an approver says."""

    words = serializers.CharField(max_length=WORDS_LENGTH, required=False, default="", allow_blank=True)


class ApprovalOut(serializers.Serializer[Approval]):
    """A request for approval. `verdict` is empty while it waits."""

    id = serializers.CharField(source="public_id")
    verdict = serializers.CharField()
    note = serializers.CharField()
    words = serializers.CharField()
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
