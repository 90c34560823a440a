"""Word templates as pages, the API and documents find them. A document's `ref` names one by `file:<id>:<version>`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from content.models import WordTemplate, WordTemplateVersion
from content.selectors import blueprints
from content.selectors.blueprints import Choice, Source
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.errors import NotFound

KIND: Final = "file"


def templates(*, is_away: bool = False) -> Any:
    """Word templates, for lists. One query."""
    return WordTemplate.objects.filter(removed_at__isnull=not is_away)


def get_word_template(public_id: str) -> WordTemplate:
    """The one door for pages and API. Needs its tenant. Raises NotFound."""
    found = WordTemplate.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def newest_version(template: WordTemplate) -> WordTemplateVersion:
    """The version that new documents are made of. Raises NotFound."""
    found = WordTemplateVersion.objects.filter(template_id=template.pk, number=template.latest)
    version = found.order_by("pk").first()
    if version is None:
        raise NotFound
    return version


def version_for(ref: str) -> WordTemplateVersion | None:
    """The version that a document is made of; None where it is not made of a Word file."""
    kind, _dot, rest = ref.partition(":")
    if kind != KIND:
        return None
    slug, _dot, number = rest.partition(":")
    return _version(slug, int(number))


def ref_of(template: WordTemplate) -> str:
    """What a document made of it now is made of."""
    return f"{KIND}:{template.public_id}:{template.latest}"


def blueprint_of(version: WordTemplateVersion) -> Blueprint:
    """Its questions, and a list of the answers where other templates have their text: what they stand in is the Word file's."""
    return reading.from_data(
        {
            "slug": "word-file",
            "version": version.number,
            "dated": version.made_at.date(),
            "title": version.title,
            "summary": _("Your own Word file “%(name)s”, filled in.") % {"name": version.file_name},
            "layout": "form",
            "name": version.title.replace("{", "(").replace("}", ")"),
            "field": version.fields,
            "block": _blocks(version.fields),
        }
    )


def _blocks(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    told = _("These answers go into your Word file. Download it to see them where they belong.")
    rows = [
        {"label": field["label"], "value": f"{{{{ {field['key']} }}}}", "optional": not field["required"]}
        for field in fields
        if field["kind"] != "list"
    ]
    blocks: list[dict[str, Any]] = [{"kind": "note", "template": told}]
    blocks += [{"kind": "facts", "rows": rows[start : start + 60]} for start in range(0, len(rows), 60)]
    return blocks + [_table(field) for field in fields if field["kind"] == "list"]


def _table(field: Mapping[str, Any]) -> dict[str, Any]:
    parts = field["field"][:12]
    columns = [
        {"label": part["label"], "value": f"{{{{ row.{part['key']} }}}}", "wide": place == 0}
        for place, part in enumerate(parts)
    ]
    return {
        "kind": "table",
        "caption": field["label"],
        "over": field["key"],
        "as": "row",
        "columns": columns,
        "empty": _("None"),
    }


def _version(public_id: str, number: int) -> WordTemplateVersion | None:
    rows = WordTemplateVersion.objects.filter(template__public_id=public_id, number=number)
    return rows.order_by("pk").first()


def _get(public_id: str, number: int) -> Blueprint | None:
    found = _version(public_id, number)
    return blueprint_of(found) if found is not None else None


def _choices() -> Iterable[Choice]:
    """The newest version of each that was not put away. One query."""
    rows = WordTemplateVersion.objects.filter(template__removed_at__isnull=True).select_related("template")
    for row in rows.order_by("pk"):
        if row.number == row.template.latest:
            yield Choice(ref=ref_of(row.template), blueprint=blueprint_of(row))


blueprints.SOURCES[KIND] = Source(get=_get, choices=_choices)
