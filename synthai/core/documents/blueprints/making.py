"""Each kind of block, made into blocks of a Paper."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import singledispatchmethod
from typing import TypeVar

from django.utils.translation import gettext as _

from synthai.core.documents import sheets
from synthai.core.documents.blueprints import blocks as own
from synthai.core.documents.blueprints.hand import Hand
from synthai.core.documents.blueprints.numbering import Numbering
from synthai.core.documents.blueprints.phrases import Phrases
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.blueprints.texts import Texts
from synthai.core.documents.papers import blocks as paper
from synthai.core.facts.base import Fact, Use
from synthai.core.facts.values import Percent, Quantity
from synthai.core.money import Money

Made = Iterator[paper.Block]
_Row = TypeVar("_Row", own.FactRow, own.Total)


class Maker:
    """Makes the blocks of one paper, and remembers what each section used and who wrote it."""

    def __init__(self, hand: Hand, texts: Texts, numbering: Numbering, phrases: Phrases) -> None:
        self._hand, self._texts, self._numbering, self._phrases = hand, texts, numbering, phrases
        self.uses: dict[str, tuple[Use, ...]] = {}
        self.by_machine: list[str] = []
        self._heading = ""

    def all(self, blocks: Iterable[own.Block]) -> Made:
        """The blocks one after the other."""
        for block in blocks:
            self._hand.count()
            yield from self.make(block)

    @singledispatchmethod
    def make(self, block: own.Block) -> Made:
        """What one block puts on the paper."""
        raise TypeError(f"Nobody makes a {type(block).__name__}.")

    @make.register
    def _heading_of(self, block: own.Heading) -> Made:
        text = self._hand.line(block.text)
        if not text:
            return
        self._heading = text
        if block.level == 1:
            self._numbering.begun()
        yield paper.Heading(text=text, level=block.level, number=self._numbering.heading(block.level))

    @make.register
    def _text(self, block: own.Text) -> Made:
        yield from self._prose(block, is_clause=False)

    @make.register
    def _clause(self, block: own.Clause) -> Made:
        yield from self._prose(block, is_clause=True)

    def _prose(self, block: own.Text | own.Clause, *, is_clause: bool) -> Made:
        key = "" if self._hand.is_inside_record else block.key
        title = self._hand.line(block.title)
        text = self._texts.get(key) if key else None
        if text is None:
            written = self._hand.markdown(block.template)
            body, uses, by = written.text, written.uses, "template"
        else:
            body, uses, by = text.body.strip(), text.uses, text.by
            self._hand.note(uses)
        if key:
            self.uses[key] = uses
        if not body:
            return
        if by == "machine":
            self.by_machine.append(title or self._heading or key)
        yield paper.Prose(
            body=body, key=key, title=title, number=self._number(title, is_clause=is_clause),
            by=text.by if text else "template", is_clause=is_clause,
        )  # fmt: skip

    def _number(self, title: str, *, is_clause: bool) -> str:
        if is_clause:
            return self._numbering.clause()
        return self._numbering.section() if title else ""

    @make.register
    def _facts(self, block: own.Facts) -> Made:
        rows = tuple(sheets.Fact(label=label, value=value) for label, value, _row in self._pairs(block.rows))
        if rows:
            yield paper.Facts(rows=rows)

    def _pairs(self, rows: Iterable[_Row]) -> Iterator[tuple[str, str, _Row]]:
        """Labels and values; optional ones only when all is known, and none that says nothing."""
        for row in rows:
            if row.optional and not self._hand.is_complete(row.value):
                continue
            value = self._hand.line(row.value)
            if value:
                yield self._hand.line(row.label), value, row

    @make.register
    def _table(self, block: own.Table) -> Made:
        columns = tuple(
            sheets.Column(label=self._hand.line(each.label), is_number=each.number, is_wide=each.wide)
            for each in block.columns
        )
        rows = tuple(
            sheets.Row(cells=tuple(self._hand.line(each.value) for each in block.columns))
            for _record in self._hand.records(block.over, block.as_)
        )
        totals = tuple(
            sheets.Total(label=label, value=value, is_strong=row.strong)
            for label, value, row in self._pairs(block.totals)
        )
        caption, empty = self._hand.line(block.caption), self._hand.line(block.empty)
        if rows or empty or totals:
            yield paper.Grid(caption=caption, columns=columns, rows=rows, totals=totals, empty=empty)

    @make.register
    def _chart(self, block: own.Chart) -> Made:
        points = tuple(
            point
            for record in self._hand.records(block.over, block.as_)
            if (point := self._point(block, record)) is not None
        )
        if points:
            title = self._hand.line(block.title)
            alt = self._alt(block.chart, title, points)
            yield paper.Chart(
                title=title, kind="line" if block.chart == "line" else "bar", points=points, alt=alt
            )

    def _point(self, block: own.Chart, record: str) -> paper.Point | None:
        fact = self._hand.facts.get(f"{record}.{block.value}")
        if fact is None or fact.is_veiled:
            return None
        self._hand.note([Use(0, 0, fact.key)])
        words = self._hand.wording.of(fact.value)
        unit = f" {block.unit}" if block.unit and isinstance(fact.value, int) else ""
        return paper.Point(label=self._hand.line(block.label), value=figure(fact), words=f"{words}{unit}")

    def _alt(self, kind: str, title: str, points: tuple[paper.Point, ...]) -> str:
        high, low = (pick(points, key=lambda point: point.value) for pick in (max, min))
        drawing = self._phrases.line if kind == "line" else self._phrases.bar
        told = self._phrases.extremes % (high.label, high.words, low.label, low.words)
        return f"{self._phrases.chart % (drawing, title)} {told}"

    @make.register
    def _if(self, block: own.If) -> Made:
        yield from self.all(block.blocks if self._hand.holds(block.when) else block.otherwise)

    @make.register
    def _each(self, block: own.Each) -> Made:
        for _record in self._hand.records(block.over, block.as_):
            yield from self.all(block.blocks)

    @make.register
    def _library_clause(self, block: own.LibraryClause) -> Made:
        if not self._hand.with_gaps:
            raise BlueprintRefused(
                "clause", _("the clause library has no approved clause “%s”.") % block.clause,
                _("Approve it, or take it out of the template."),
            )  # fmt: skip
        yield paper.Prose(body=f"\\[{block.clause}\\]", number=self._numbering.clause(), is_clause=True)

    @make.register
    def _items(self, block: own.Items) -> Made:
        if block.over:
            made = [
                self._hand.markdown_line(block.item) for _record in self._hand.records(block.over, block.as_)
            ]
        else:
            made = [self._hand.markdown_line(item) for item in block.items]
        items = tuple(item for item in made if item)
        if items:
            yield paper.Bullets(items=items, is_numbered=block.numbered, is_checklist=block.checklist)

    @make.register
    def _note(self, block: own.Note) -> Made:
        body, title = self._hand.markdown(block.template).text, self._hand.line(block.title)
        if body or title:
            tones: dict[str, paper.Tone] = {"success": "success", "warning": "warning"}
            yield paper.Note(body=body, title=title, tone=tones.get(block.tone, "plain"))

    @make.register
    def _parties(self, block: own.Parties) -> Made:
        yield paper.Parties(
            blocks=tuple(
                paper.Party(
                    title=self._hand.line(each.title),
                    name=self._hand.line(each.name),
                    lines=tuple(self._lines(each.lines)),
                )
                for each in block.blocks
            )
        )

    def _lines(self, templates: Iterable[str]) -> Iterator[str]:
        for template in templates:
            if self._hand.is_complete(template):
                yield from self._hand.lines(template)

    @make.register
    def _page_break(self, _block: own.PageBreak) -> Made:
        yield paper.PageBreak()

    @make.register
    def _signature(self, block: own.Signature) -> Made:
        name, capacity = (
            self._hand.line(each) if self._hand.is_complete(each) else ""
            for each in (block.name, block.capacity)
        )
        yield paper.Signature(
            role=block.role, label=self._hand.line(block.label), name=name, capacity=capacity, has_witness=block.witness
        )  # fmt: skip


def figure(fact: Fact) -> Decimal:
    """The plain figure of a fact. Raises BlueprintRefused for what is no figure."""
    value = fact.value
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, Percent | Quantity):
        return value.value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise BlueprintRefused("value", _("%s is no figure, so it cannot be drawn.") % fact.key)
