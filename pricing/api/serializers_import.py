"""What the API says and takes about imports and products. Fields are listed, never a model's all."""

from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pricing.imports.roles import EXTRA, OFFERED
from pricing.models import Import, Product, VatTreatment
from pricing.selectors import imports as selectors

_COLUMN = "Number of the column, from 0."


class ImportOut(serializers.ModelSerializer[Import]):
    """An import as a list shows it."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = Import
        fields: ClassVar = [
            "id",
            "state",
            "kind",
            "file_name",
            "size",
            "sha256",
            "preset",
            "progress",
            "stage",
            "uploaded_at",
            "uploaded_by_label",
            "started_at",
            "finished_at",
            "undone_at",
            "error_code",
            "error",
            "row_count",
            "added_count",
            "changed_count",
            "unchanged_count",
            "refused_count",
            "warning_count",
            "skipped_count",
            "product_count",
            "new_product_count",
            "data_from",
            "data_until",
            "is_sample",
        ]
        read_only_fields: ClassVar = fields


class ExampleOut(serializers.Serializer[Any]):
    """One row with a problem; `row` as a spreadsheet numbers it."""

    row = serializers.IntegerField()
    value = serializers.CharField(allow_blank=True)


class FindingOut(serializers.Serializer[Any]):
    """One kind of problem in one column. `refused` rows were left out, `warning` rows were loaded."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=["refused", "warning", "skipped"])
    column = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    wrong = serializers.CharField()
    mend = serializers.CharField()
    examples = ExampleOut(many=True)


class MappingIn(serializers.Serializer[Any]):
    """Which column holds what, as column numbers from 0; `extra` are further numeric columns."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """One number for each meaning that is offered."""
        found: dict[str, serializers.Field[Any, Any, Any, Any]] = {
            role.value: serializers.IntegerField(
                required=False, allow_null=True, min_value=0, help_text=f"{meaning.label}. {_COLUMN}"
            )
            for role, meaning in OFFERED.items()
        }
        found[EXTRA] = serializers.ListField(child=serializers.IntegerField(min_value=0), required=False)
        return found


class OptionsIn(serializers.Serializer[Any]):
    """Answers that cannot be told from the file."""

    date_order = serializers.ChoiceField(choices=["dmy", "mdy"], required=False)
    prices_include_vat = serializers.BooleanField(required=False)
    week_one_on = serializers.DateField(required=False)
    repeats = serializers.ChoiceField(choices=["add", "drop"], required=False)


class StartIn(serializers.Serializer[Any]):
    """Answers for a file whose proposed mapping is right."""

    options = OptionsIn(required=False)


class MappingChangeIn(StartIn):
    """What the columns mean, and answers."""

    mapping = MappingIn()


class LayoutOut(serializers.Serializer[Any]):
    """Headings and first rows."""

    headings = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))


class ImportDetailOut(ImportOut):
    """An import with its layout, mapping, open questions and findings."""

    layout = serializers.SerializerMethodField()
    mapping = serializers.DictField(read_only=True)
    options = serializers.DictField(read_only=True)
    questions = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()

    class Meta(ImportOut.Meta):
        fields: ClassVar = [*ImportOut.Meta.fields, "layout", "mapping", "options", "questions", "findings"]
        read_only_fields: ClassVar = fields

    @extend_schema_field(LayoutOut)
    def get_layout(self, found: Import) -> dict[str, Any]:
        """What was seen in the file."""
        return {
            "headings": found.facts.get("layout", {}).get("headings", []),
            "rows": found.facts.get("rows", []),
        }

    def get_questions(self, found: Import) -> list[str]:
        """Names of the options that must be given: `date_order`, `vat` (prices_include_vat), `week_one_on`."""
        return selectors.open_questions(found)

    @extend_schema_field(FindingOut(many=True))
    def get_findings(self, found: Import) -> list[dict[str, Any]]:
        """Problems by kind; every row of them is in the report."""
        return list(FindingOut(selectors.findings_of(found), many=True).data)


class UploadIn(serializers.Serializer[Any]):
    """One CSV or .xlsx file."""

    file = serializers.FileField(allow_empty_file=True)


class ProductOut(serializers.ModelSerializer[Product]):
    """A product. Prices: rand incl. VAT; `unit_cost`: rand excl. VAT, in force today."""

    id = serializers.CharField(source="public_id", read_only=True)
    category = serializers.CharField(source="category.name", default=None, read_only=True, allow_null=True)
    unit_cost = serializers.DecimalField(max_digits=12, decimal_places=4, read_only=True, allow_null=True)

    class Meta:
        model = Product
        fields: ClassVar = [
            "id",
            "sku",
            "name",
            "category",
            "current_price",
            "price_as_of",
            "vat",
            "unit_cost",
            "floor_price",
            "ceiling_price",
            "is_sample",
            "archived_at",
            "updated_at",
        ]
        read_only_fields: ClassVar = fields


class ProductChangeIn(serializers.Serializer[Any]):
    """What to change; what is left out stays as it is, null takes a limit away."""

    name = serializers.CharField(max_length=250, required=False)
    current_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    vat = serializers.ChoiceField(choices=VatTreatment.choices, required=False)
    floor_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    ceiling_price = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )
    is_archived = serializers.BooleanField(required=False)
    unit_cost = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0, required=False)
    cost_from_on = serializers.DateField(required=False)


class SampleRemovedOut(serializers.Serializer[Any]):
    """How much sample data went."""

    products = serializers.IntegerField()
    rows = serializers.IntegerField()
