"""Clauses as pages, the editor and documents find them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from content.engine import template_editing as editing
from content.models import Clause, ClauseVersion, Document, DocumentVersion, Template
from synthai.core.documents.blueprints import clauses as putting
from synthai.core.documents.blueprints.clauses import ClauseText
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.errors import NotFound

_FALLBACKS = 5


@dataclass(frozen=True, kw_only=True)
class ChangedClause:
    """A clause of a document that reads otherwise now than when somebody last stood by the document."""

    title: str
    slug: str
    number: int
    on: datetime


def get_clause(public_id: str) -> Clause:
    """The clause with this id, put away or not: the one door for pages and API. Needs its tenant. Raises NotFound."""
    rows = Clause.objects.select_related("owner", "changed_by", "fallback").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def clauses(*, put_away: bool = False) -> Any:
    """Clauses with their owners. One query."""
    rows = Clause.objects.away() if put_away else Clause.objects.kept()
    return rows.select_related("owner", "fallback")


def usable() -> list[Clause]:
    """Those that templates can use, by title: approved once and not put away. One query."""
    return list(Clause.objects.kept().filter(number__gt=0).order_by("title", "pk"))


def usable_slugs() -> list[str]:
    """Their names in templates. One query."""
    rows = Clause.objects.kept().filter(number__gt=0)
    return list(rows.order_by("slug").values_list("slug", flat=True))


def versions(clause: Clause) -> list[ClauseVersion]:
    """What was approved, newest first. One query."""
    rows = ClauseVersion.objects.filter(clause_id=clause.pk).select_related("approved_by")
    return list(rows.order_by("-number")[:100])


def templates_using(clause: Clause) -> list[Template]:
    """The templates whose draft names it. One query."""
    rows = Template.objects.kept().filter(body__icontains=f'"{clause.slug}"').order_by("title", "pk")
    return [row for row in rows if clause.slug in _named(row)]


def is_due(clause: Clause, *, on: date) -> bool:
    """Whether its review is due."""
    return clause.review_on is not None and clause.review_on <= on


def resolved(blueprint: Blueprint, *, at: datetime | None = None) -> Blueprint:
    """The blueprint with the words of its clauses: the newest approved ones, or those in force at that moment. No query where it names none,
    else two."""
    names = putting.used(blueprint)
    if not names:
        return blueprint
    found = in_force(names, at=at)
    texts = {name: ClauseText(title=version.title, template=version.text) for name, version in found.items()}
    return putting.resolved(blueprint, texts.get)


def in_force(names: Iterable[str], *, at: datetime | None = None) -> Mapping[str, ClauseVersion]:
    """What each name stands for. A clause that was put away gives way to its fallback. Two queries."""
    every = {clause.pk: clause for clause in Clause.objects.order_by("pk").defer("text")}
    by_name = {clause.slug: clause for clause in every.values()}
    chosen = {name: _standing(by_name[name], every, at=at) for name in names if name in by_name}
    wanted = {clause.pk for clause in chosen.values() if clause is not None}
    rows = ClauseVersion.objects.filter(clause_id__in=wanted).order_by("clause_id", "number")
    if at is not None:
        rows = rows.filter(approved_at__lte=at)
    newest = {row.clause_id: row for row in rows}
    return {
        name: newest[clause.pk]
        for name, clause in chosen.items()
        if clause is not None and clause.pk in newest
    }


def as_of(row: Document | DocumentVersion) -> datetime | None:
    """The moment whose clauses a document has: a version and what somebody confirmed or sent keep theirs, a draft follows the library."""
    if isinstance(row, DocumentVersion):
        return row.made_at
    if row.is_locked:
        return row.changed_at if row.confirmed_at is None else max(row.confirmed_at, row.changed_at)
    return row.confirmed_at


def changed_since(row: Document, blueprint: Blueprint) -> list[ChangedClause]:
    """The clauses of a document that were approved anew after it was confirmed, sent, or changed last. No query where it names none, else two."""
    names = putting.used(blueprint)
    if not names:
        return []
    since = as_of(row) or row.changed_at
    return [
        ChangedClause(title=version.title, slug=name, number=version.number, on=version.approved_at)
        for name, version in in_force(names).items()
        if version.approved_at > since
    ]


def _standing(clause: Clause, every: Mapping[int, Clause], *, at: datetime | None) -> Clause | None:
    found: Clause | None = clause
    for _step in range(_FALLBACKS):
        if found is None or found.removed_at is None or (at is not None and found.removed_at > at):
            return found
        found = every.get(found.fallback_id) if found.fallback_id else None
    return None


def _named(template: Template) -> set[str]:
    return {
        block.get("clause", "")
        for _path, block in editing.walk(template.body.get("block", []))
        if block.get("kind") == "library_clause"
    }
