"""A blueprint, what is known and what was written, as one Paper.

    composition = compose(blueprint, facts, texts, wording=Wording("en"), on=today, is_draft=True)

Facts come reckoned already (`reckoning.reckoned`), and clauses of a library resolved (`clauses.resolved`). A section without text of its own is
written by its template; what facts say is escaped there, so that nothing a customer typed begins a list or ends a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from synthai.core.documents import sheets
from synthai.core.documents.blueprints import answering, letterhead
from synthai.core.documents.blueprints.hand import DocumentTooLong, Hand
from synthai.core.documents.blueprints.making import Maker
from synthai.core.documents.blueprints.numbering import Numbering
from synthai.core.documents.blueprints.phrases import phrases_for
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.blueprints.texts import SectionSpec, Text, Texts, sections
from synthai.core.documents.papers import blocks as paper
from synthai.core.documents.papers.blocks import Paper
from synthai.core.facts.base import FactBase, Question, Use
from synthai.core.facts.wording import Wording

__all__ = [
    "Composition",
    "DocumentTooLong",
    "SectionSpec",
    "Text",
    "Texts",
    "compose",
    "sections",
    "template_text",
]

_CONTENTS_FROM = 4  # headings


@dataclass(frozen=True, kw_only=True)
class Composition:
    """The paper, what the document is called, which facts stand where in each section, and all that stand anywhere in it (`used`, in the order
    of the paper); `missing` only with gaps."""

    paper: Paper
    name: str
    uses: Mapping[str, tuple[Use, ...]]
    used: tuple[str, ...] = ()
    missing: tuple[Question, ...] = ()


def compose(
    blueprint: Blueprint,
    facts: FactBase,
    texts: Texts | None = None,
    *,
    wording: Wording,
    on: date,
    is_draft: bool = False,
    with_gaps: bool = False,
    marks: tuple[str, ...] = (),
    beside: tuple[sheets.Fact, ...] = (),
) -> Composition:
    """The document. Drafts carry a watermark, and say where facts are from; what is finished is read by people outside, who need
    neither: those who wrote it find the sources beside it (`used`). `marks` and `beside` stand with the title (a
    number, a reference); the day does anyway.

    Raises MissingFact for the first fact that is not known, unless `with_gaps`: then its question stands there in square brackets. Raises
    TemplateRefused and BlueprintRefused for a blueprint that the linter would not let pass, and DocumentTooLong.
    """
    asked = FactBase(facts.facts, [*facts.asked, *answering.questions(blueprint)])
    hand = Hand(asked, wording, with_gaps=with_gaps)
    phrases = phrases_for(blueprint.language)
    maker = Maker(hand, texts or {}, Numbering(blueprint.layout), phrases)
    made = tuple(maker.all(blueprint.blocks))
    name = hand.line(blueprint.name) if hand.is_complete(blueprint.name) else ""
    paper_made = Paper(
        language=phrases.locale,
        layout=blueprint.layout,  # type: ignore[arg-type]  # read as one of them
        sender=letterhead.sender(asked),
        sender_lines=letterhead.lines(asked, phrases),
        title=blueprint.title,
        facts=(sheets.Fact(label=phrases.date, value=wording.day(on)), *beside),
        marks=marks,
        blocks=made,
        has_cover=blueprint.layout == "report",
        has_contents=blueprint.layout == "report" and _headings(made) >= _CONTENTS_FROM,
        watermark=phrases.draft if is_draft else "",
        footer=phrases.version % (blueprint.title, blueprint.version, wording.day(blueprint.dated)),
        disclaimer=blueprint.disclaimer or letterhead.disclaimer(blueprint.category, phrases),
        machine_note=phrases.machine % ", ".join(dict.fromkeys(maker.by_machine)) if maker.by_machine else "",
        sources=letterhead.sources(hand.used, asked, wording, phrases) if is_draft else (),
        page_words=phrases.page,
    )
    return Composition(
        paper=paper_made,
        name=name or blueprint.title,
        uses=maker.uses,
        used=tuple(hand.used),
        missing=tuple(hand.missing.values()),
    )


def template_text(spec: SectionSpec, facts: FactBase, wording: Wording) -> Text:
    """What the template writes in a section, as `compose` puts it there. Raises MissingFact and TemplateRefused."""
    written = Hand(facts, wording, with_gaps=False).markdown(spec.template)
    return Text(written.text, "template", written.uses)


def _headings(made: tuple[paper.Block, ...]) -> int:
    return sum(
        isinstance(each, paper.Heading) or isinstance(each, paper.Prose) and bool(each.title) for each in made
    )
