"""What the API says and takes about quizzes. A question is its `shown` and nothing else until the attempt is over."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from courses.api.bank_shapes import MediaOut
from courses.engine.quiz import inlays
from courses.engine.quiz.questions import Kind
from courses.engine.quiz.reading import ESSAY_LIMIT, TEXT_LIMIT, Sent, write
from courses.models import Attempt, AttemptQuestion, Quiz
from courses.selectors import question_media


class QuizOut(serializers.ModelSerializer[Quiz]):
    """A quiz that may be taken. `minutes` and `attempts_allowed` are null without limit."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = Quiz
        fields: ClassVar = [
            "id",
            "title",
            "intro",
            "state",
            "pass_percent",
            "minutes",
            "attempts_allowed",
            "penalty_percent",
            "closes_at",
        ]
        read_only_fields: ClassVar = fields


class AttemptOut(serializers.ModelSerializer[Attempt]):
    """An attempt. Points, per cent and `is_passed` are null while it is open, or when the quiz does not tell them."""

    id = serializers.CharField(source="public_id", read_only=True)
    quiz = serializers.CharField(source="quiz.public_id", read_only=True)
    points = serializers.SerializerMethodField()
    percent = serializers.SerializerMethodField()
    is_passed = serializers.SerializerMethodField()

    class Meta:
        model = Attempt
        fields: ClassVar = [
            "id",
            "quiz",
            "number",
            "state",
            "started_at",
            "ends_at",
            "finished_at",
            "ended_by",
            "pass_percent",
            "maximum",
            "points",
            "percent",
            "is_passed",
        ]
        read_only_fields: ClassVar = fields

    def get_points(self, attempt: Attempt) -> str | None:
        """Decimal text."""
        return None if self._is_kept_back(attempt) else str(attempt.points)

    def get_percent(self, attempt: Attempt) -> str | None:
        """Decimal text, rounded down to a tenth."""
        return None if self._is_kept_back(attempt) else str(attempt.percent)

    def get_is_passed(self, attempt: Attempt) -> bool | None:
        """Null while answers that a person marks may decide it."""
        return None if self._is_kept_back(attempt) else attempt.is_passed

    def _is_kept_back(self, attempt: Attempt) -> bool:
        return attempt.is_open or attempt.shows == "nothing"


class SaidOut(serializers.Serializer[Any]):
    """A text without its pictures and sounds, and those, with the addresses to fetch them."""

    text = serializers.SerializerMethodField()
    media = serializers.SerializerMethodField()

    def get_text(self, said: Any) -> str:
        """The words alone."""
        return inlays.bare(said.text) if said.text else ""

    @extend_schema_field(MediaOut(many=True))
    def get_media(self, said: Any) -> list[dict[str, str]]:
        """In their order."""
        return question_media.addresses(self.context["organisation"], inlays.inlays(said.text))


class ItemOut(SaidOut):
    """Something to choose, match or put in order, by its place."""

    place = serializers.CharField()


class GapOut(serializers.Serializer[Any]):
    """A gap: picked from `items`, or typed when there are none."""

    place = serializers.CharField()
    items = ItemOut(many=True)
    is_number = serializers.BooleanField()
    unit = serializers.CharField()


class PieceOut(SaidOut):
    """A piece of a text with gaps: a text, or a gap."""

    gap = GapOut(allow_null=True)


class ShownOut(SaidOut):
    """A question as it was shown."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    points = serializers.CharField()
    items = ItemOut(many=True)
    targets = ItemOut(many=True)
    pieces = PieceOut(many=True)
    unit = serializers.CharField()


class AnswerOut(serializers.Serializer[Any]):
    """An answer by places: `chosen` for choices and orders, `pairs` for matches, `gaps` for texts with gaps, else `text`."""

    chosen = serializers.ListField(child=serializers.CharField())
    pairs = serializers.DictField(child=serializers.CharField())
    text = serializers.CharField()
    gaps = serializers.DictField(child=serializers.CharField())


class AskedOut(serializers.ModelSerializer[AttemptQuestion]):
    """A question of an attempt with one's own answer. Send `revision` back with a change."""

    shown = ShownOut(source="seen", read_only=True)
    answer = serializers.SerializerMethodField()

    class Meta:
        model = AttemptQuestion
        fields: ClassVar = ["position", "section_title", "shown", "answer", "revision", "answered_at"]
        read_only_fields: ClassVar = fields

    @extend_schema_field(AnswerOut)
    def get_answer(self, row: AttemptQuestion) -> dict[str, Any]:
        """By the places that were shown."""
        sent = write(row.laid_out, row.answer)
        return {
            "chosen": list(sent.chosen),
            "pairs": dict(sent.pairs),
            "text": sent.text,
            "gaps": dict(sent.gaps),
        }


class AttemptDetailOut(AttemptOut):
    """An attempt with its questions. `seconds_left` is the server's: count down from it, by a steady clock."""

    questions = AskedOut(many=True, read_only=True)
    seconds_left = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta(AttemptOut.Meta):
        fields: ClassVar = [*AttemptOut.Meta.fields, "seconds_left", "questions"]
        read_only_fields: ClassVar = fields


class AnswerIn(serializers.Serializer[Any]):
    """An answer. `revision` is what the app last saw; leave it out to overwrite whatever is kept."""

    chosen = serializers.ListField(child=serializers.CharField(max_length=4), max_length=60, default=list)
    pairs = serializers.DictField(child=serializers.CharField(max_length=4, allow_blank=True), default=dict)
    text = serializers.CharField(max_length=ESSAY_LIMIT, allow_blank=True, default="", trim_whitespace=False)
    gaps = serializers.DictField(
        child=serializers.CharField(max_length=TEXT_LIMIT, allow_blank=True), default=dict
    )
    revision = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)

    @staticmethod
    def sent(given: dict[str, Any]) -> Sent:
        """As the engine takes it."""
        return Sent(
            chosen=tuple(given["chosen"]), pairs=given["pairs"], text=given["text"], gaps=given["gaps"]
        )


class SavedOut(serializers.Serializer[Any]):
    """That the answer is kept, and its revision."""

    revision = serializers.IntegerField()


class PlainField(serializers.CharField):
    """A text with its pictures and sounds in words; `media` of the question has them."""

    def to_representation(self, value: str) -> str:
        """Read only."""
        return inlays.plain(value)


class LineOut(serializers.Serializer[Any]):
    """One line of a review. What the quiz keeps back is empty or null."""

    label = PlainField()  # type: ignore[assignment]  # our own field of that name
    said = PlainField()
    is_right = serializers.BooleanField(allow_null=True)
    right = PlainField()
    feedback = PlainField()


class ReviewedOut(serializers.Serializer[Any]):
    """A question after the attempt."""

    position = serializers.IntegerField(source="row.position")
    text = PlainField(source="row.seen.text")
    verdict = serializers.CharField(source="reviewed.verdict", allow_null=True)
    points = serializers.DecimalField(
        source="reviewed.points", max_digits=9, decimal_places=2, allow_null=True
    )
    explanation = PlainField(source="reviewed.explanation")
    comment = serializers.CharField(source="row.comment")
    lines = LineOut(many=True, source="reviewed.lines")
    media = serializers.SerializerMethodField()

    @extend_schema_field(MediaOut(many=True))
    def get_media(self, one: Any) -> list[dict[str, str]]:
        """Of the question, its lines and the reason, each once, as far as the review shows them."""
        lines = [text for line in one.reviewed.lines for text in (line.label, line.said, line.feedback)]
        texts = [one.row.seen.text, *lines, one.reviewed.explanation]
        found = dict.fromkeys(inlay for text in texts for inlay in inlays.inlays(text))
        return question_media.addresses(self.context["organisation"], found)


class AttemptReviewOut(serializers.Serializer[Any]):
    """A review. `shows`: nothing, score, verdicts or answers, as the quiz allows now."""

    shows = serializers.CharField()
    attempt = AttemptOut()
    questions = ReviewedOut(many=True)
