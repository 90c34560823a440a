"""Templates of one's own as pages, the API and documents find them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from content.models import Template, TemplateVersion
from content.refusals import TemplateGone
from content.selectors import blueprints
from synthai.core.documents.blueprints import clauses as putting
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.blueprints.texts import SectionSpec, sections
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class TemplateDetail:
    """A template as the API tells of it."""

    ref: str
    blueprint: Blueprint
    sections: tuple[SectionSpec, ...]
    clauses: tuple[str, ...]


def detail_of(ref: str) -> TemplateDetail:
    """A template by its ref, ours or one's own. Raises NotFound for none."""
    try:
        blueprint = blueprints.get(ref)
    except TemplateGone as error:
        raise NotFound from error
    return TemplateDetail(
        ref=ref,
        blueprint=blueprint,
        sections=tuple(sections(blueprint)),
        clauses=tuple(putting.used(blueprint)),
    )


def get_template(public_id: str) -> Template:
    """The template with this id, put away or not: the one door for pages and API. Needs its tenant. Raises NotFound."""
    rows = Template.objects.select_related("changed_by").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def templates(*, put_away: bool = False) -> Any:
    """Templates with who changed them last, without what they say. One query."""
    rows = Template.objects.away() if put_away else Template.objects.kept()
    return rows.select_related("changed_by").defer("body", "undo")


def published() -> Any:
    """Those of which a document can be begun. One query."""
    return Template.objects.kept().filter(number__gt=0)


def versions(template: Template) -> list[TemplateVersion]:
    """Its published versions, newest first, without what they say. One query."""
    rows = TemplateVersion.objects.filter(template_id=template.pk).select_related("published_by")
    return list(rows.defer("body").order_by("-number")[:100])


def get_version(public_id: str, number: int) -> TemplateVersion | None:
    """One published version, also of a template that was put away: documents made of it stay. One query."""
    rows = TemplateVersion.objects.filter(template__public_id=public_id, number=number)
    found: TemplateVersion | None = rows.order_by("pk").first()
    return found


def newest_versions() -> list[TemplateVersion]:
    """The newest version of each template that is there. One query."""
    rows = TemplateVersion.objects.filter(template__removed_at__isnull=True, number=F("template__number"))
    return list(rows.select_related("template").order_by("title", "pk"))
