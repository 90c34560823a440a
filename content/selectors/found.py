"""Documents as search finds them: what everybody reads who may read documents, so with private details left out.

What is confidential is found by who began it and by those who may see such documents. `tokens` says of whom that is true.
"""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from content import permissions
from content.models import Document
from content.refusals import TemplateGone
from content.selectors import blueprints, comparisons
from synthai.core.access import Actor
from synthai.core.facts import veil
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.search import readers
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

NAME: Final = "content.document"
_CONFIDENTIAL: Final = "content:confidential"
_BEGUN: Final = "content:begun:"


def load(keys: Iterable[str]) -> list[SearchPiece]:
    """The documents with these ids that were not put away. Two queries, and a few for each template that is not ours."""
    rows = Document.objects.kept().filter(public_id__in=list(keys)).select_related("created_by")
    slug = people.slug_of(active_organisation_id() or 0)
    with blueprints.remembered():
        return [_piece(row, slug) for row in rows]


def keys() -> list[str]:
    """Those of all documents that were not put away."""
    return list(Document.objects.kept().order_by("pk").values_list("public_id", flat=True))


def tokens(actor: Actor) -> list[str]:
    """What this actor holds beside their capabilities: none without the right to read documents."""
    if not readers.holds(actor, permissions.DOCUMENT_VIEW):
        return []
    held = [_CONFIDENTIAL] if readers.holds(actor, permissions.CONFIDENTIAL_VIEW) else []
    return held + ([f"{_BEGUN}{actor.user_public_id}"] if actor.user_public_id else [])


def _piece(row: Document, slug: str) -> SearchPiece:
    return SearchPiece(
        key=row.public_id,
        title=row.title,
        text=_text(row),
        path=f"/o/{slug}/documents/{row.public_id}/",
        readers=_readers(row),
        changed_at=row.changed_at,
        language=row.language,
        facets={"state": (row.state,)},
    )


def _readers(row: Document) -> tuple[str, ...]:
    if not row.is_confidential:
        return (f"cap:{permissions.DOCUMENT_VIEW}",)
    began = row.created_by
    return (_CONFIDENTIAL, f"{_BEGUN}{began.public_id}") if began is not None else (_CONFIDENTIAL,)


def _text(row: Document) -> str:
    """The paper as who may not see private details reads it, without the dots in their place."""
    row.is_veiled = True
    try:
        said = [part.text for part in comparisons.parts_of(row)]
    except (TemplateGone, TemplateRefused):
        return ""
    return "\n".join(said).replace(veil.DOT, "")


KIND: Final = SearchKind(
    name=NAME,
    label=_("Document"),
    icon="journal-text",
    load=load,
    keys=keys,
    follows={"content.document": itself},
)
