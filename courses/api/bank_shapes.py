"""What the API says and takes about the question bank: for who writes questions, keys included."""

from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courses.engine.quiz.formats.files import marking_words
from courses.engine.quiz.formats.parsing import Written
from courses.engine.quiz.formats.writing import written_answers, written_text
from courses.engine.quiz.inlays import of_question
from courses.engine.quiz.questions import Kind
from courses.models import Question, QuestionMedia, QuestionVersion
from courses.quiz_terms import MOST_TAGS, TAG_LENGTH
from courses.selectors import question_media
from courses.services.quizzes import pictures


class MediaOut(serializers.Serializer[Any]):
    """A picture to show or a sound to play. `alt` says it in words; `small_url` is a picture of 640 pixels at most."""

    kind = serializers.ChoiceField(choices=["picture", "sound"])
    alt = serializers.CharField()
    url = serializers.CharField()
    small_url = serializers.CharField()


class QuestionOut(serializers.ModelSerializer[Question]):
    """A question of the bank; `text` tells pictures in words. `number` counts its versions."""

    id = serializers.CharField(source="public_id", read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    quiz_count = serializers.IntegerField(read_only=True)
    asked_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Question
        fields: ClassVar = [
            "id",
            "kind",
            "text",
            "points",
            "number",
            "tags",
            "quiz_count",
            "asked_count",
            "changed_at",
            "removed_at",
        ]
        read_only_fields: ClassVar = fields


class QuestionDetailOut(QuestionOut):
    """A question as it is written, in the notation of the editor and of files. `media` are its pictures and sounds, in order."""

    written = serializers.SerializerMethodField()
    media = serializers.SerializerMethodField()

    class Meta(QuestionOut.Meta):
        fields: ClassVar = [*QuestionOut.Meta.fields, "written", "media"]
        read_only_fields: ClassVar = fields

    def get_written(self, question: Question) -> dict[str, Any]:
        """What a change sends back."""
        version: QuestionVersion = self.context["version"]
        asked, words = version.asked, marking_words(version.asked)
        return {
            "kind": asked.kind.value,
            "text": written_text(asked),
            "answers": written_answers(asked),
            "points": str(asked.points),
            "explanation": asked.explanation,
            "is_all_or_nothing": "all or nothing" in words,
            "minds_case": "case counts" in words,
            "minds_accents": "accents count" in words,
        }

    @extend_schema_field(MediaOut(many=True))
    def get_media(self, question: Question) -> list[dict[str, str]]:
        """With the addresses to fetch them."""
        version: QuestionVersion = self.context["version"]
        return question_media.addresses(self.context["organisation"], of_question(version.asked))


class QuestionIn(serializers.Serializer[Any]):
    """A question in the notation: docs/quizzes.md shows how each kind is written."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    text = serializers.CharField(max_length=10_000)
    answers = serializers.CharField(max_length=10_000, allow_blank=True, default="", trim_whitespace=False)
    points = serializers.DecimalField(max_digits=6, decimal_places=2, default=Decimal(1))
    explanation = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    is_all_or_nothing = serializers.BooleanField(default=False)
    minds_case = serializers.BooleanField(default=False)
    minds_accents = serializers.BooleanField(default=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=TAG_LENGTH), max_length=MOST_TAGS, default=list
    )

    @staticmethod
    def parts(given: dict[str, Any]) -> tuple[Written, list[str]]:
        """The question as the parser takes it, and its tags."""
        rest = {name: value for name, value in given.items() if name != "tags"}
        return Written(**rest), given["tags"]


class QuestionMediaIn(serializers.Serializer[Any]):
    """PNG, JPEG or WebP, MP3, M4A or Ogg, to 20 MB. `alt` says in words what it shows or plays."""

    file = serializers.FileField()
    alt = serializers.CharField(max_length=250)


class QuestionMediaOut(serializers.ModelSerializer[QuestionMedia]):
    """A file of the bank; put `notation` into a question's text, answers or explanation."""

    id = serializers.CharField(source="public_id", read_only=True)
    notation = serializers.SerializerMethodField()

    class Meta:
        model = QuestionMedia
        fields: ClassVar = ["id", "kind", "notation", "size", "width", "height"]
        read_only_fields: ClassVar = fields

    def get_notation(self, row: QuestionMedia) -> str:
        """How a question names it."""
        return pictures.notation_of(row, self.context["alt"])
