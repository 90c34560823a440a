"""Shapes of the API of templates and clauses."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from content.models import Clause, Template
from content.terms import CLAUSE_LENGTH, NOTE_LENGTH, REF_LENGTH, SLUG_LENGTH, TITLE_LENGTH
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


class FindingOut(serializers.Serializer[Any]):
    """What would go wrong, where, and how to mend it. An error keeps a template from being published."""

    path = serializers.CharField()
    what = serializers.CharField()
    how = serializers.CharField()
    level = serializers.ChoiceField(choices=["error", "warning"])


class OwnTemplateOut(serializers.Serializer[Template]):
    """A template of one's own. `template` is what a document is begun of, empty before it was published; `number` its newest version."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    template = serializers.CharField(source="ref")
    number = serializers.IntegerField()
    is_changed = serializers.BooleanField()
    changed_at = serializers.DateTimeField()
    put_away_at = serializers.DateTimeField(source="removed_at", allow_null=True)


class OwnTemplateDetailOut(OwnTemplateOut):
    """With its draft as data (the help names what a template may hold), and what is found in it."""

    body = serializers.DictField()
    findings = serializers.SerializerMethodField()

    @extend_schema_field(FindingOut(many=True))
    def get_findings(self, row: Template) -> Any:
        """Errors and warnings, in the order of the draft."""
        return FindingOut(self.context["findings"], many=True).data


class OwnTemplateIn(serializers.Serializer[Any]):
    """A new template. `source`: the ref of another one that it begins as a copy of."""

    title = serializers.CharField(max_length=TITLE_LENGTH)
    source = serializers.CharField(max_length=REF_LENGTH, default="", allow_blank=True)  # type: ignore[assignment]


class BodyIn(serializers.Serializer[Any]):
    """A draft as a whole, as it was read."""

    body = serializers.DictField()


class NoteIn(serializers.Serializer[Any]):
    """What changed, in a sentence."""

    note = serializers.CharField(max_length=NOTE_LENGTH, default="", allow_blank=True)


class ClauseIn(serializers.Serializer[Any]):
    """A clause. `owner` is the id of a member, `fallback` that of another clause."""

    name = serializers.CharField(max_length=SLUG_LENGTH)
    title = serializers.CharField(max_length=TITLE_LENGTH)
    text = serializers.CharField(max_length=CLAUSE_LENGTH)
    owner = serializers.CharField(max_length=40, default="", allow_blank=True)
    review_on = serializers.DateField(default=None, allow_null=True)
    fallback = serializers.CharField(max_length=40, default="", allow_blank=True)


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
    fallback = serializers.SerializerMethodField()
    put_away_at = serializers.DateTimeField(source="removed_at", allow_null=True)
    changed_at = serializers.DateTimeField()

    def get_fallback(self, row: Clause) -> str:
        """The id of the clause to fall back on; empty for none."""
        return row.fallback.public_id if row.fallback else ""

    def get_owner(self, row: Clause) -> str:
        """Whose it is; empty for nobody's."""
        return row.owner.label if row.owner else ""
