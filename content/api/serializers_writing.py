"""What the API says and takes about writing runs and language models. Fields are listed, never a model's all."""

from typing import Any, ClassVar

from rest_framework import serializers

from content.models import RunSection, WritingRun
from content.selectors import run_texts
from content.terms import KEY_LENGTH, MOST_SECTIONS, NOTES_LENGTH


class RunSectionOut(serializers.ModelSerializer[RunSection]):
    """A section. `by` is machine or template, `because` why no machine wrote it, `uses` which fact stands where in the text."""

    class Meta:
        model = RunSection
        fields: ClassVar = [
            "key", "title", "state", "text", "by", "because", "uses", "findings", "error", "provider", "model", "prompt_version",
            "calls", "tokens", "credits", "cost", "unpriced", "started_at", "finished_at", "put_back_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields


class WritingRunLineOut(serializers.ModelSerializer[WritingRun]):
    """A writing run without its sections. Costs are in rand, of the calls whose price is known."""

    id = serializers.CharField(source="public_id", read_only=True)
    document = serializers.CharField(source="document.public_id", read_only=True)

    class Meta:
        model = WritingRun
        fields: ClassVar = [
            "id", "document", "state", "notes", "requested_at", "started_at", "finished_at", "cancel_requested_at", "totals", "error",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields


class WritingRunOut(WritingRunLineOut):
    """A writing run with its sections."""

    sections = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()

    class Meta(WritingRunLineOut.Meta):
        fields: ClassVar = [*WritingRunLineOut.Meta.fields, "sections"]

    def get_sections(self, run: WritingRun) -> list[dict[str, Any]]:
        """In the order of the document."""
        return list(RunSectionOut(run_texts.sections(run), many=True).data)

    def get_notes(self, run: WritingRun) -> str:
        """As its reader may see them."""
        return run_texts.notes(run)


class WriteIn(serializers.Serializer[Any]):
    """Which sections (empty: all that no person wrote), and what to keep in mind."""

    sections = serializers.ListField(
        child=serializers.CharField(max_length=KEY_LENGTH), max_length=MOST_SECTIONS, default=list
    )
    notes = serializers.CharField(max_length=NOTES_LENGTH, default="", allow_blank=True)


class AiMonthOut(serializers.Serializer[Any]):
    """A month: cost in rand of the calls whose price is known; `unpriced` counts the others."""

    month = serializers.DateField()
    calls = serializers.IntegerField()
    failed = serializers.IntegerField()
    tokens = serializers.IntegerField()
    credits = serializers.IntegerField()
    cost = serializers.DecimalField(max_digits=16, decimal_places=6)
    unpriced = serializers.IntegerField()


class AiUsageOut(serializers.Serializer[Any]):
    """Language models of an organisation."""

    is_off = serializers.BooleanField()
    credits_used = serializers.DecimalField(max_digits=18, decimal_places=0)
    credits_limit = serializers.DecimalField(max_digits=18, decimal_places=0, allow_null=True)
    months = AiMonthOut(many=True)


class AiSwitchIn(serializers.Serializer[Any]):
    """Whether no text may go to a language model."""

    is_off = serializers.BooleanField()
