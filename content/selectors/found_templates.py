"""Templates of one's own, Word templates and clauses as search finds them: by those who write them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from content import permissions
from content.models import Clause, Template, WordTemplate
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

_READERS: Final = (f"cap:{permissions.TEMPLATE_CHANGE}",)
_SAID: Final = frozenset({"title", "summary", "template", "text", "label", "help", "caption", "empty"})


def _templates(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    slug = people.slug_of(active_organisation_id() or 0)
    return [
        SearchPiece(
            key=row.public_id,
            title=row.title,
            text="\n".join(_words_of(row.body)),
            path=f"/o/{slug}/documents/templates/{row.public_id}/",
            readers=_READERS,
            changed_at=row.changed_at,
            language=str(row.body.get("language", "en")),
        )
        for row in Template.objects.kept().filter(public_id__in=list(keys)).defer("undo")
    ]


def _words_of(part: Any) -> Iterator[str]:
    """What people read in a template, wherever it stands in it."""
    if isinstance(part, list):
        for each in part:
            yield from _words_of(each)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str):
                if name in _SAID:
                    yield value
            else:
                yield from _words_of(value)


def _clauses(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    slug = people.slug_of(active_organisation_id() or 0)
    return [
        SearchPiece(
            key=row.public_id,
            title=row.title,
            text=row.text,
            path=f"/o/{slug}/documents/clauses/{row.public_id}/",
            readers=_READERS,
            changed_at=row.changed_at,
        )
        for row in Clause.objects.kept().filter(public_id__in=list(keys))
    ]


def _word_templates(keys: Iterable[str]) -> list[SearchPiece]:
    """Two queries."""
    slug = people.slug_of(active_organisation_id() or 0)
    return [
        SearchPiece(
            key=row.public_id,
            title=row.title,
            text="",
            path=f"/o/{slug}/documents/word-templates/{row.public_id}/",
            readers=_READERS,
            changed_at=row.changed_at,
        )
        for row in WordTemplate.objects.kept().filter(public_id__in=list(keys))
    ]


def _template_keys() -> list[str]:
    return list(Template.objects.kept().order_by("pk").values_list("public_id", flat=True))


def _clause_keys() -> list[str]:
    return list(Clause.objects.kept().order_by("pk").values_list("public_id", flat=True))


def _word_template_keys() -> list[str]:
    return list(WordTemplate.objects.kept().order_by("pk").values_list("public_id", flat=True))


KINDS: Final = (
    SearchKind(
        name="content.template",
        label=_("Template"),
        icon="copy",
        load=_templates,
        keys=_template_keys,
        follows={"content.template": itself},
    ),
    SearchKind(
        name="content.clause",
        label=_("Clause"),
        icon="list",
        load=_clauses,
        keys=_clause_keys,
        follows={"content.clause": itself},
    ),
    SearchKind(
        name="content.word_template",
        label=_("Word template"),
        icon="copy",
        load=_word_templates,
        keys=_word_template_keys,
        follows={"content.wordtemplate": itself},
    ),
)
