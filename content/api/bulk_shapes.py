"""What the API says and takes about tables that become documents."""

from typing import Any, ClassVar

from rest_framework import serializers

from content.models import BulkRow, BulkRun
from content.selectors import bulk as selectors
from content.services.bulk import FORMATS
from content.terms import MOST_BULK_TEMPLATES, REF_LENGTH


class BulkIn(serializers.Serializer[Any]):
    """The templates that every row gets, by their ref."""

    templates = serializers.ListField(
        child=serializers.CharField(max_length=REF_LENGTH), min_length=1, max_length=MOST_BULK_TEMPLATES
    )


class BulkTableIn(serializers.Serializer[Any]):
    """A CSV file or a workbook (.xlsx), to 20 MB and 10,000 rows; its first line has the keys or the labels of the questions."""

    file = serializers.FileField()


class BulkColumnsIn(serializers.Serializer[Any]):
    """For each of `columns` the key of the question it answers; empty to leave it out."""

    mapping = serializers.ListField(
        child=serializers.CharField(max_length=200, allow_blank=True), max_length=300
    )


class BulkStartIn(serializers.Serializer[Any]):
    """What to make of each good row."""

    formats = serializers.ListField(child=serializers.ChoiceField(choices=FORMATS), min_length=1)
    make_documents = serializers.BooleanField(default=False)


class BulkOut(serializers.ModelSerializer[BulkRun]):
    """A table, and how far it is. Counts are rows: good ones wait to be written, bad ones have to be mended."""

    id = serializers.CharField(source="public_id", read_only=True)
    templates = serializers.ListField(source="refs", child=serializers.CharField(), read_only=True)
    make_documents = serializers.BooleanField(source="makes_documents", read_only=True)
    has_result = serializers.SerializerMethodField()
    progress = serializers.IntegerField(read_only=True)

    class Meta:
        model = BulkRun
        fields: ClassVar = [
            "id", "title", "templates", "state", "file_name", "columns", "mapping", "formats", "make_documents", "progress",
            "row_count", "good_count", "bad_count", "done_count", "failed_count", "created_at", "finished_at", "cancel_requested_at",
            "expires_at", "has_result", "size", "error",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields

    def get_has_result(self, run: BulkRun) -> bool:
        """Whether there is a ZIP."""
        return bool(run.path) and not run.is_active


class BulkQuestionOut(serializers.Serializer[Any]):
    """A question that a column may answer."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    kind = serializers.CharField(source="field.kind")
    required = serializers.BooleanField(source="is_required")  # type: ignore[assignment]  # a field of that name
    example = serializers.CharField()


class BulkDetailOut(BulkOut):
    """With the questions of its templates. Further records of a list count on: `lines.3.price`."""

    questions = serializers.SerializerMethodField()

    class Meta(BulkOut.Meta):
        fields: ClassVar = [*BulkOut.Meta.fields, "questions"]
        read_only_fields: ClassVar = fields

    def get_questions(self, run: BulkRun) -> list[dict[str, Any]]:
        """In their order."""
        return [dict(BulkQuestionOut(column).data) for column in selectors.columns_of(run)]


class BulkErrorOut(serializers.Serializer[Any]):
    """What to mend, in which column."""

    column = serializers.CharField()
    question = serializers.CharField()
    says = serializers.CharField()


class BulkRowOut(serializers.ModelSerializer[BulkRow]):
    """A row, by its line in the table."""

    errors = BulkErrorOut(many=True, read_only=True)  # type: ignore[assignment]  # a field of that name
    files = serializers.ListField(child=serializers.CharField(), read_only=True)
    document = serializers.CharField(
        source="document.public_id", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = BulkRow
        fields: ClassVar = ["line", "state", "name", "errors", "files", "document"]
        read_only_fields: ClassVar = fields
