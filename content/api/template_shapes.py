"""Shapes of the API of templates and clauses."""

from typing import Any

from rest_framework import serializers

from content.models import Clause
from synthai.core.documents.blueprints.shapes import CATEGORIES, FIELD_KINDS, LAYOUTS


class ChoiceOut(serializers.Serializer[Any]):
    """One answer that may be chosen."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class PartOut(serializers.Serializer[Any]):
    """A part of a record, for lists."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind for kind in FIELD_KINDS if kind != "list"])
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    unit = serializers.CharField()
    choices = ChoiceOut(many=True)


class FieldOut(PartOut):
    """One thing that may be asked. `when`: the condition on other answers under which it is."""

    kind = serializers.ChoiceField(choices=FIELD_KINDS)
    when = serializers.CharField()
    step = serializers.CharField()
    example = serializers.CharField()
    most = serializers.IntegerField()
    fields_of_record = PartOut(many=True, source="fields")


class TemplateSectionOut(serializers.Serializer[Any]):
    """A section that may be edited in a document made of it. `draft`: a language model may write it."""

    key = serializers.CharField()
    title = serializers.CharField()
    draft = serializers.BooleanField()
    most_words = serializers.IntegerField()


class TemplateDetailOut(serializers.Serializer[Any]):
    """A template: what it asks and which sections its documents have."""

    template = serializers.CharField(source="ref")
    title = serializers.CharField(source="blueprint.title")
    summary = serializers.CharField(source="blueprint.summary")
    category = serializers.ChoiceField(choices=CATEGORIES, source="blueprint.category")
    layout = serializers.ChoiceField(choices=LAYOUTS, source="blueprint.layout")
    language = serializers.CharField(source="blueprint.language")
    version = serializers.IntegerField(source="blueprint.version")
    dated = serializers.DateField(source="blueprint.dated")
    questions = FieldOut(many=True, source="blueprint.fields")
    sections = TemplateSectionOut(many=True)
    clauses = serializers.ListField(child=serializers.CharField())


class ClauseOut(serializers.Serializer[Clause]):
    """A clause of the library. `text` is its draft; `approved_number` the newest version that documents say, 0 without one."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="slug")
    title = serializers.CharField()
    text = serializers.CharField()
    approved_number = serializers.IntegerField(source="number")
    is_changed = serializers.BooleanField()
    owner = serializers.SerializerMethodField()
    review_on = serializers.DateField(allow_null=True)
    changed_at = serializers.DateTimeField()

    def get_owner(self, row: Clause) -> str:
        """Whose it is; empty for nobody's."""
        return row.owner.label if row.owner else ""
