"""Texts of sections: who wrote them, and which sections a document has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from synthai.core.documents.blueprints import blocks as own
from synthai.core.documents.blueprints import conditions
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.papers.blocks import By
from synthai.core.facts.base import FactBase, Use


@dataclass(frozen=True)
class Text:
    """The text of one section in our Markdown, by a machine, a template or a person; `uses` where facts stand in it."""

    body: str
    by: By
    uses: tuple[Use, ...] = ()


Texts = Mapping[str, Text]


@dataclass(frozen=True, kw_only=True)
class SectionSpec:
    """A section that a person may edit, and a machine may write when `draft` says so."""

    key: str
    title: str
    topic: str
    template: str
    draft: bool
    most_words: int
    is_clause: bool = False


def sections(blueprint: Blueprint, facts: FactBase | None = None) -> list[SectionSpec]:
    """The sections in the order of the paper; with facts, those whose conditions hold by what is known."""
    return list(_sections(blueprint.blocks, facts, [blueprint.title]))


def _sections(
    blocks: tuple[own.Block, ...], facts: FactBase | None, heading: list[str]
) -> Iterator[SectionSpec]:
    for block in blocks:
        if isinstance(block, own.Heading):
            heading[0] = block.text
        elif isinstance(block, own.Text | own.Clause) and block.key:
            yield replace(_spec(block), title=block.title or heading[0])
        elif isinstance(block, own.If):
            holds = conditions.known(block.when, facts) if facts is not None else None
            if holds is not False:
                yield from _sections(block.blocks, facts, heading)
            if holds is not True:
                yield from _sections(block.otherwise, facts, heading)


def _spec(block: own.Text | own.Clause) -> SectionSpec:
    is_text = isinstance(block, own.Text)
    return SectionSpec(
        key=block.key,
        title=block.title,
        topic=(block.topic if isinstance(block, own.Text) else "") or block.title,
        template=block.template,
        draft=isinstance(block, own.Text) and block.draft,
        most_words=block.most_words if isinstance(block, own.Text) else 250,
        is_clause=not is_text,
    )
