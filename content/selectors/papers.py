"""A document as its page shows it: the paper with each section's writer and figures, what is missing, and what has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, cast

from content.models import Document, DocumentVersion
from content.selectors import blueprints, compositions
from synthai.core.documents.blueprints import letterhead
from synthai.core.documents.blueprints.composing import Composition, SectionSpec, sections
from synthai.core.documents.blueprints.phrases import phrases_for
from synthai.core.documents.blueprints.shapes import Field
from synthai.core.documents.papers import laying
from synthai.core.documents.papers.blocks import Prose
from synthai.core.facts import veil
from synthai.core.facts.base import Fact
from synthai.core.facts.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A fact that stands in a section: what it is called, how it is written, where it is from, and since when it is another one."""

    key: str
    label: str
    words: str
    source: str
    on: date
    was: str = ""  # how it was written when the text was, if it is another now


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section as it stands. `by` is who wrote it; `because` why the template did where a machine was asked."""

    key: str
    title: str
    body: str
    by: str
    because: str
    model: str
    draft: bool
    figures: tuple[Figure, ...]

    @property
    def is_stale(self) -> bool:
        """Whether a figure in it is another one now."""
        return any(figure.was for figure in self.figures)


@dataclass(frozen=True, kw_only=True)
class Editable:
    """A section's text on the paper."""

    kind: ClassVar[str] = "section"
    piece: laying.Text | None
    section: Section


@dataclass(frozen=True, kw_only=True)
class DocumentPage:
    """All that the page of a document shows of what it says."""

    document: Document | DocumentVersion
    composition: Composition
    laid: Any  # a laying.Laid whose sections are Editable
    sections: tuple[Section, ...]
    empty: tuple[Section, ...]  # sections without a word, which the paper leaves out
    missing: tuple[Field, ...]
    open: tuple[Field, ...]  # questions that nobody has seen yet, `missing` among them
    newer: str  # the ref of a newer version of its template

    @property
    def stale(self) -> list[Section]:
        """Sections with a figure that is another one now."""
        return [section for section in self.sections if section.is_stale]


def of_document(row: Document | DocumentVersion) -> DocumentPage:
    """The page. Asks the database nothing but the template, where that is the organisation's own."""
    have = compositions.known(row)
    composition = compositions.current(row, have=have)
    found = {
        section.key: section
        for spec in sections(have.blueprint, have.facts)
        if (section := _section(row, spec, composition, have)) is not None
    }
    laid = laying.lay(composition.paper)
    shown = {piece.key for piece in laid.pieces if isinstance(piece, laying.Text)}
    return DocumentPage(
        document=row,
        composition=composition,
        laid=replace(laid, pieces=cast("Any", tuple(_editable(laid, found)))),
        sections=tuple(found.values()),
        empty=tuple(section for key, section in found.items() if key not in shown),
        missing=tuple(compositions.missing(row, have=have)),
        open=tuple(compositions.still_asked(row, have=have)),
        newer=_newer(row),
    )


def section_of(page: DocumentPage, key: str) -> Section | None:
    """One of its sections."""
    return next((section for section in page.sections if section.key == key), None)


def figure_of(fact: Fact, have: compositions.Known, *, was: str = "") -> Figure:
    """A fact as the page says it."""
    wording = Wording(have.blueprint.language)
    words = wording.of(fact.value)
    words, was = (veil.veiled(words), veil.veiled(was)) if fact.is_veiled else (words, was)
    return Figure(
        key=fact.key,
        label=letterhead.label_of(fact.key, have.facts, phrases_for(have.blueprint.language)),
        words=words,
        source=str(fact.source.words),
        on=fact.on,
        was=was if was != words else "",
    )


def _section(
    row: Document | DocumentVersion, spec: SectionSpec, composition: Composition, have: compositions.Known
) -> Section | None:
    kept = row.texts.get(spec.key, {})
    block = _block(composition, spec.key)
    used = dict.fromkeys(use.key for use in composition.uses.get(spec.key, ()))
    said = kept.get("said", {})
    facts = (have.facts.get(key) for key in used)
    return Section(
        key=spec.key,
        title=(block.title if block and block.title else "") or spec.title,
        body=block.body if block else compositions.as_seen(row, kept.get("body", ""), have),
        by=kept.get("by", "template"),
        because=kept.get("because", ""),
        model=kept.get("model", ""),
        draft=spec.draft,
        figures=tuple(
            figure_of(fact, have, was=said.get(fact.key, "")) for fact in facts if fact is not None
        ),
    )


def _block(composition: Composition, key: str) -> Prose | None:
    blocks = composition.paper.blocks
    return next((each for each in blocks if isinstance(each, Prose) and each.key == key), None)


def _editable(laid: laying.Laid, found: dict[str, Section]) -> Iterator[laying.Piece | Editable]:
    for piece in laid.pieces:
        section = found.get(piece.key) if isinstance(piece, laying.Text) else None
        if section is not None and isinstance(piece, laying.Text):
            yield Editable(piece=piece, section=section)
        else:
            yield piece


def _newer(row: Document | DocumentVersion) -> str:
    if isinstance(row, DocumentVersion) or row.is_locked:
        return ""
    newest = blueprints.newest(row.ref)
    return newest if newest != row.ref else ""
