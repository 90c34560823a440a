"""What a blueprint is made of. Each part says how it is read; blocks stand in `blocks.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints import readers
from synthai.core.documents.blueprints.blocks import Block, Blocks
from synthai.core.documents.blueprints.readers import Day, Flag, Line, Many, Nested, Number, OneOf, attr

FieldKind = Literal[
    "text", "longtext", "name", "company", "place", "product", "money", "number", "percent", "quantity", "date", "period",
    "choice", "yesno", "email", "phone", "address", "vat_number", "id_number", "registration_number", "bank_account", "list",
]  # fmt: skip
FIELD_KINDS: Final[tuple[str, ...]] = FieldKind.__args__  # type: ignore[attr-defined]
CATEGORIES: Final = ("sales", "money", "people", "legal", "tender", "company", "marketing")
LAYOUTS: Final = ("letter", "report", "agreement", "form", "copy")
MOST_FIELDS: Final = 200
MOST_RECORDS: Final = 500


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer that may be chosen."""

    value: str = attr(readers.slug(), label=_("Value"))
    label: str = attr(Line(120, is_needed=True), label=_("Words"))


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that may be asked, if it is not known already. `field` are the parts of a record, for lists."""

    key: str = attr(readers.key(), label=_("Key"))
    kind: FieldKind = attr(OneOf(FIELD_KINDS), label=_("Kind of answer"))
    label: str = attr(Line(200, is_needed=True), label=_("Question"))
    help: str = attr(Line(500, is_long=True), "", label=_("Help below the question"))
    required: bool = attr(Flag(), False, label=_("Must be answered"))
    when: str = attr(Line(500), "", label=_("Asked only when"))
    step: str = attr(Line(80), "", label=_("Step"))
    example: str = attr(Line(2_000, is_long=True), "", label=_("Example"))
    remember: bool = attr(Flag(), False, label=_("Offer the answer again in the next document"))
    private: bool = attr(Flag(), False, label=_("Never send to a language model"))
    due: bool = attr(Flag(), False, label=_("A reminder may follow from this day"))
    choices: tuple[Choice, ...] = attr(Many(Nested(lambda: Choice), 50), (), label=_("Choices"))
    unit: str = attr(Line(40), "", label=_("Unit"))
    unit_one: str = attr(Line(40), "", label=_("Unit of one"))
    fields: "tuple[Field, ...]" = attr(
        Many(Nested(lambda: Field), 30), (), name="field", label=_("Parts of a record")
    )
    most: int = attr(Number(1, MOST_RECORDS), 50, label=_("Most records"))


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A document before it is filled in. `translations` hold, for each language, its texts by the text of this one."""

    slug: str = attr(readers.slug())
    version: int = attr(Number(1, 100_000), 1)
    dated: date = attr(Day())
    language: str = attr(readers.language(), "en")
    title: str = attr(Line(200, is_needed=True), label=_("Title"))
    summary: str = attr(Line(500, is_long=True), "", label=_("What it is for"))
    category: str = attr(OneOf(CATEGORIES), "company", label=_("Kind of document"))
    layout: str = attr(OneOf(LAYOUTS), "letter", label=_("Layout"))
    disclaimer: str = attr(Line(2_000, is_long=True), "", label=_("Small print"))
    reckon: str = attr(readers.slug(may_be_empty=True), "")
    name: str = attr(readers.template(200), "", label=_("Name of a document made of it"))
    fields: tuple[Field, ...] = attr(Many(Nested(lambda: Field), MOST_FIELDS), (), name="field")
    blocks: tuple[Block, ...] = attr(Blocks(), (), name="block")
    translations: Mapping[str, Mapping[str, str]] = attr(readers.Translations(), {}, name="translation")

    def field(self, key: str) -> Field | None:
        """The field with this key: `lines.price` and `lines.0.price` are a part of the list's record."""
        plain = ".".join(part for part in key.split(".") if not part.isdigit())
        for each in self.fields:
            if each.key == plain:
                return each
            if each.kind == "list" and plain.startswith(f"{each.key}."):
                rest = plain.removeprefix(f"{each.key}.")
                return next((part for part in each.fields if part.key == rest), None)
        return None
