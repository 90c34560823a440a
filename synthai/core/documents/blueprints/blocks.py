"""The blocks of a blueprint. `id` is free, for who wants to point at one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthai.core.documents.blueprints import readers
from synthai.core.documents.blueprints.readers import Flag, Line, Many, Nested, Number, OneOf, attr
from synthai.core.documents.blueprints.refusing import BlueprintRefused

MOST_BLOCKS: Final = 500
DEEPEST: Final = 4
TONES: Final = ("plain", "success", "warning")
CHARTS: Final = ("bar", "line")

_ALIAS: Final = readers.slug(may_be_empty=True)
_WHEN: Final = Line(500)


@dataclass(frozen=True, kw_only=True)
class Block:
    """What all blocks share."""

    kind: ClassVar[str] = ""
    id: str = attr(readers.slug(may_be_empty=True), "", label=gettext_lazy("Id"))


@dataclass(frozen=True)
class Blocks:
    """Reads blocks by their `kind`. How deep it is stands in the path: a block of a block's list has one bracket more."""

    def read(self, value: Any, path: str) -> tuple[Block, ...]:
        if path.count("[") >= DEEPEST:
            raise BlueprintRefused(path, _("blocks are nested deeper than %d.") % DEEPEST, _("Flatten them."))
        return tuple(Many(OneBlock(), MOST_BLOCKS).read(value, path))

    def write(self, value: tuple[Block, ...]) -> list[dict[str, Any]]:
        return [OneBlock().write(each) for each in value]


@dataclass(frozen=True)
class OneBlock:
    """Reads one block."""

    def read(self, value: Any, path: str) -> Block:
        if not isinstance(value, dict):
            raise BlueprintRefused(path, _("this is not a block."), _("A block is a table with a kind."))
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise BlueprintRefused(
                readers.joined(path, "kind"),
                _("“%.40s” is no kind of block.") % kind,
                _("Use one of: %s.") % ", ".join(KINDS),
            )
        made: Block = readers.read_parts(KINDS[kind], value, path, besides=("kind",))
        return made

    def write(self, value: Block) -> dict[str, Any]:
        return {"kind": value.kind, **readers.write_parts(value)}


@dataclass(frozen=True, kw_only=True)
class Heading(Block):
    """A heading."""

    kind: ClassVar[str] = "heading"
    level: int = attr(Number(1, 3), 1, label=gettext_lazy("Level"))
    text: str = attr(readers.template(200, is_needed=True), label=gettext_lazy("Heading"))


@dataclass(frozen=True, kw_only=True)
class Text(Block):
    """A section of prose. With `draft` a machine may write it, and is told `topic`."""

    kind: ClassVar[str] = "text"
    key: str = attr(readers.slug(may_be_empty=True), "", label=gettext_lazy("Key"))
    title: str = attr(readers.template(200), "", label=gettext_lazy("Heading"))
    template: str = attr(readers.long_template(), "", label=gettext_lazy("Text"))
    draft: bool = attr(Flag(), False, label=gettext_lazy("A language model may write it"))
    topic: str = attr(Line(1_000, is_long=True), "", label=gettext_lazy("What the model is told"))
    most_words: int = attr(Number(10, 2_000), 250, label=gettext_lazy("Most words"))


@dataclass(frozen=True, kw_only=True)
class FactRow:
    """A label and its value. An optional one is left out when its facts are not known."""

    label: str = attr(readers.template(200, is_needed=True), label=gettext_lazy("Label"))
    value: str = attr(readers.template(500, is_needed=True), label=gettext_lazy("Value"))
    optional: bool = attr(Flag(), False, label=gettext_lazy("Leave out when it is not known"))


@dataclass(frozen=True, kw_only=True)
class Facts(Block):
    """Labels with values."""

    kind: ClassVar[str] = "facts"
    rows: tuple[FactRow, ...] = attr(Many(Nested(lambda: FactRow), 60), label=gettext_lazy("Rows"))


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table."""

    label: str = attr(readers.template(120), label=gettext_lazy("Heading"))
    value: str = attr(readers.template(500), label=gettext_lazy("Value"))
    number: bool = attr(Flag(), False, label=gettext_lazy("A figure"))
    wide: bool = attr(Flag(), False, label=gettext_lazy("Wide"))


@dataclass(frozen=True, kw_only=True)
class Total:
    """A row below a table."""

    label: str = attr(readers.template(200, is_needed=True), label=gettext_lazy("Label"))
    value: str = attr(readers.template(500, is_needed=True), label=gettext_lazy("Value"))
    strong: bool = attr(Flag(), False, label=gettext_lazy("Strong"))
    optional: bool = attr(Flag(), False, label=gettext_lazy("Leave out when it is not known"))


@dataclass(frozen=True, kw_only=True)
class Table(Block):
    """A row for each record of a list."""

    kind: ClassVar[str] = "table"
    caption: str = attr(readers.template(200), "", label=gettext_lazy("Caption"))
    over: str = attr(readers.key(), label=gettext_lazy("List"))
    as_: str = attr(_ALIAS, "row", name="as", label=gettext_lazy("A record is called"))
    columns: tuple[Column, ...] = attr(Many(Nested(lambda: Column), 12), label=gettext_lazy("Columns"))
    totals: tuple[Total, ...] = attr(Many(Nested(lambda: Total), 12), (), label=gettext_lazy("Totals"))
    empty: str = attr(readers.template(200), "", label=gettext_lazy("Words when there is nothing"))


@dataclass(frozen=True, kw_only=True)
class Chart(Block):
    """Bars or a line, a point for each record. `value` is the key of a figure in the record."""

    kind: ClassVar[str] = "chart"
    chart: str = attr(OneOf(CHARTS), "bar", label=gettext_lazy("Drawing"))
    title: str = attr(readers.template(200), label=gettext_lazy("Title"))
    over: str = attr(readers.key(), label=gettext_lazy("List"))
    as_: str = attr(_ALIAS, "row", name="as", label=gettext_lazy("A record is called"))
    label: str = attr(readers.template(120), label=gettext_lazy("Label of a point"))
    value: str = attr(readers.key(), label=gettext_lazy("Key of its figure"))
    unit: str = attr(Line(40), "", label=gettext_lazy("Unit"))


@dataclass(frozen=True, kw_only=True)
class If(Block):
    """Blocks that stand there only when a condition holds."""

    kind: ClassVar[str] = "if"
    when: str = attr(Line(500, is_needed=True), label=gettext_lazy("Condition"))
    blocks: tuple[Block, ...] = attr(Blocks(), (), label=gettext_lazy("Blocks"))
    otherwise: tuple[Block, ...] = attr(Blocks(), (), name="else", label=gettext_lazy("Otherwise"))


@dataclass(frozen=True, kw_only=True)
class Each(Block):
    """Blocks once for each record of a list."""

    kind: ClassVar[str] = "each"
    over: str = attr(readers.key(), label=gettext_lazy("List"))
    as_: str = attr(_ALIAS, "row", name="as", label=gettext_lazy("A record is called"))
    blocks: tuple[Block, ...] = attr(Blocks(), (), label=gettext_lazy("Blocks"))


@dataclass(frozen=True, kw_only=True)
class Clause(Block):
    """A numbered clause of an agreement."""

    kind: ClassVar[str] = "clause"
    key: str = attr(readers.slug(may_be_empty=True), "", label=gettext_lazy("Key"))
    title: str = attr(readers.template(200), "", label=gettext_lazy("Heading"))
    template: str = attr(readers.long_template(), "", label=gettext_lazy("Text"))


@dataclass(frozen=True, kw_only=True)
class LibraryClause(Block):
    """A clause of the clause library, by its name there."""

    kind: ClassVar[str] = "library_clause"
    clause: str = attr(readers.slug(), label=gettext_lazy("Clause"))


@dataclass(frozen=True, kw_only=True)
class Items(Block):
    """A list: an item for each record, or items as they stand."""

    kind: ClassVar[str] = "list"
    over: str = attr(readers.key(may_be_empty=True), "", label=gettext_lazy("List"))
    as_: str = attr(_ALIAS, "row", name="as", label=gettext_lazy("A record is called"))
    item: str = attr(readers.template(1_000), "", label=gettext_lazy("Item"))
    items: tuple[str, ...] = attr(Many(readers.template(1_000), 100), (), label=gettext_lazy("Items"))
    numbered: bool = attr(Flag(), False, label=gettext_lazy("Numbered"))
    checklist: bool = attr(Flag(), False, label=gettext_lazy("Boxes to tick"))


@dataclass(frozen=True, kw_only=True)
class Note(Block):
    """A box that catches the eye."""

    kind: ClassVar[str] = "note"
    tone: str = attr(OneOf(TONES), "plain", label=gettext_lazy("Tone"))
    title: str = attr(readers.template(200), "", label=gettext_lazy("Heading"))
    template: str = attr(readers.long_template(4_000), "", label=gettext_lazy("Text"))


@dataclass(frozen=True, kw_only=True)
class Party:
    """One side: a small heading, a name, lines below it. A line whose facts are not known is left out."""

    title: str = attr(readers.template(120), "", label=gettext_lazy("Heading"))
    name: str = attr(readers.template(200, is_needed=True), label=gettext_lazy("Name"))
    lines: tuple[str, ...] = attr(
        readers.OneOrMany(readers.long_template(2_000), 12), (), label=gettext_lazy("Lines")
    )


@dataclass(frozen=True, kw_only=True)
class Parties(Block):
    """Who it is between."""

    kind: ClassVar[str] = "parties"
    blocks: tuple[Party, ...] = attr(Many(Nested(lambda: Party), 6), label=gettext_lazy("Parties"))


@dataclass(frozen=True, kw_only=True)
class PageBreak(Block):
    """What follows begins on a new page."""

    kind: ClassVar[str] = "page_break"


@dataclass(frozen=True, kw_only=True)
class Signature(Block):
    """A place to sign. A name that is not known is left blank."""

    kind: ClassVar[str] = "signature"
    role: str = attr(readers.slug(may_be_empty=True), "", label=gettext_lazy("Role"))
    label: str = attr(readers.template(200), "", label=gettext_lazy("Signed for"))
    name: str = attr(readers.template(200), "", label=gettext_lazy("Name"))
    capacity: str = attr(readers.template(200), "", label=gettext_lazy("Capacity"))
    witness: bool = attr(Flag(), False, label=gettext_lazy("With a witness"))


KINDS: Final[dict[str, type[Block]]] = {
    each.kind: each
    for each in (
        Heading, Text, Facts, Table, Chart, If, Each, Clause, LibraryClause, Items, Note, Parties, PageBreak, Signature,
    )
}  # fmt: skip


def inner(block: Block) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The lists of blocks inside a block, with their names in data."""
    if isinstance(block, If):
        yield "blocks", block.blocks
        yield "else", block.otherwise
    elif isinstance(block, Each):
        yield "blocks", block.blocks


def walk(blocks: tuple[Block, ...], path: str = "block") -> Iterator[tuple[str, Block]]:
    """Every block with its path, outer ones first."""
    for number, block in enumerate(blocks):
        here = f"{path}[{number}]"
        yield here, block
        for name, below in inner(block):
            yield from walk(below, f"{here}.{name}")
