"""What the pages of templates show: contexts of templates, without rules and without writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as late

from content.engine import template_editing as editing
from content.forms.template_fields import KIND_WORDS
from content.forms.template_parts import BlockForm
from content.models import Template
from content.selectors import clauses, linting
from synthai.core.access import TenantRequest
from synthai.core.documents.blueprints import examples, linting_words, reading
from synthai.core.documents.blueprints.findings import Finding
from synthai.core.errors import DomainError

KINDS: "Final[dict[str, tuple[Any, str]]]" = {
    "heading": (late("Heading"), "tags"), "text": (late("Text"), "journal-text"), "clause": (late("Clause"), "list"),
    "library_clause": (late("Clause of the library"), "shield-check"), "facts": (late("Facts"), "tag"), "table": (late("Table"), "table"),
    "list": (late("List"), "check2-square"), "chart": (late("Chart"), "graph-up"), "note": (late("Box"), "info-circle"),
    "parties": (late("Parties"), "people"), "signature": (late("Signature"), "pencil"), "page_break": (late("New page"), "dash-lg"),
    "if": (late("Only if"), "sliders"), "each": (late("For each record"), "arrow-repeat"),
}  # fmt: skip
_SHOWN: Final = 140
_PLACE: Final = re.compile(r"\{\{\s*([\w.]+)[^}]*\}\}")
_MARKS: Final = re.compile(r"\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A block in the list of blocks: what it says in short, what is wrong with it, and the blocks inside it."""

    id: str
    kind: str
    label: Any
    icon: str
    words: str
    findings: tuple[Finding, ...]
    inside: "tuple[Inside, ...]"


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The blocks inside a block: those that stand there, and those of its else."""

    container: str
    label: Any
    lines: tuple[Line, ...]


def base(request: TenantRequest, template: Template, *, active: str) -> dict[str, Any]:
    """What every page of a template shows."""
    return {"template": template, "tabs": _tabs(request, template, active)}


def blocks(request: TenantRequest, template: Template) -> dict[str, Any]:
    """The blocks with the preview beside them."""
    findings = linting.findings_of_data(template.body)
    return {
        **base(request, template, active="blocks"),
        "lines": tuple(_lines(template.body.get("block", []), "block", findings)),
        "kinds": [(kind, label, icon) for kind, (label, icon) in KINDS.items()],
        "wrong": located(request, template, [each for each in findings if each.is_error]),
        "general": [
            each for each in findings if not (each.is_error or each.path.startswith(("block", "field")))
        ],
        "counts": counts_of(findings),
        **preview(template.body),
    }


def block(request: TenantRequest, template: Template, form: BlockForm) -> dict[str, Any]:
    """The form of one block."""
    label, icon = KINDS[form.block["kind"]]
    body = template.body
    block_id = form.block.get("id")
    path = next(
        (path for path, each in editing.walk(body.get("block", [])) if each.get("id") == block_id), ""
    )
    return {
        **base(request, template, active="blocks"),
        "form": form,
        "part": form.block,
        "label": label,
        "icon": icon,
        "known": known_keys(body),
        "findings": [each for each in linting.findings_of_data(body) if path and _is_at(each.path, path)],
        **preview(body),
    }


def fields(request: TenantRequest, template: Template) -> dict[str, Any]:
    """The questions."""
    findings = linting.findings_of_data(template.body)
    rows = [
        {
            "field": field,
            "kind": KIND_WORDS.get(field.get("kind", ""), ""),
            "findings": [each for each in findings if _is_at(each.path, f"field[{number}]")],
        }
        for number, field in enumerate(template.body.get("field", []))
    ]
    return {**base(request, template, active="fields"), "rows": rows, "counts": counts_of(findings)}


def preview(body: dict[str, Any]) -> dict[str, Any]:
    """The template with examples in it, or why it cannot be shown."""
    try:
        example = linting.example_of(reading.from_data(body), on=timezone.localdate())
    except DomainError as error:
        example = linting.Example(paper=None, refusal=str(error))
    return {"example": example}


def located(request: TenantRequest, template: Template, findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings with the address of the form where each is mended."""
    ids = [request.organisation.slug, template.public_id]
    places = {
        path: reverse("content:template-block", args=[*ids, each["id"]])
        for path, each in editing.walk(template.body.get("block", []))
    }
    places |= {
        f"field[{number}]": reverse("content:template-field", args=[*ids, each["key"]])
        for number, each in enumerate(template.body.get("field", []))
    }
    places |= {
        f"translation.{code}": reverse("content:template-language", args=[*ids, code])
        for code in template.body.get("translation", {})
    }
    by_length = sorted(places, key=len, reverse=True)
    settings = reverse("content:template-settings", args=ids)
    return [
        {
            "finding": finding,
            "url": next((places[path] for path in by_length if _is_at(finding.path, path)), settings),
        }
        for finding in findings
    ]


def counts_of(findings: list[Finding]) -> dict[str, int]:
    """How many errors and warnings."""
    wrong = sum(finding.is_error for finding in findings)
    return {"errors": wrong, "warnings": len(findings) - wrong}


def block_form(template: Template, block_: dict[str, Any], data: Any = None) -> BlockForm:
    """The form of a block of this template."""
    choices = (
        [(each.slug, each.title) for each in clauses.usable()] if block_["kind"] == "library_clause" else []
    )
    return BlockForm(
        block_, data, lists=lists_of(template.body), clauses=choices, seen=editing.digest(block_)
    )


def lists_of(body: dict[str, Any]) -> list[str]:
    """The lists that a block may go over."""
    asked = [field["key"] for field in body.get("field", []) if field.get("kind") == "list"]
    return [*asked, "people", "products", "sales.months"]


def known_keys(body: dict[str, Any]) -> list[str]:
    """The facts that a text may name, those that are asked first."""
    try:
        asked = list(linting_words.asked(reading.from_data(body)))
    except DomainError:
        asked = []
    given = [fact.key for fact in examples.organisation(date(2026, 11, 29))]
    plain = [
        ".".join(part for part in key.split(".") if not part.isdigit() and part != "N")
        for key in [*asked, *given]
    ]
    return list(dict.fromkeys(plain))


def _lines(found: list[dict[str, Any]], path: str, findings: list[Finding]) -> Iterator[Line]:
    for number, each in enumerate(found):
        here = f"{path}[{number}]"
        label, icon = KINDS[each["kind"]]
        inside = tuple(
            Inside(
                container=name,
                label=title,
                lines=tuple(_lines(each.get(name, []), f"{here}.{name}", findings)),
            )
            for name, title in _containers(each["kind"])
        )
        yield Line(
            id=each["id"], kind=each["kind"], label=label, icon=icon, words=_words(each), inside=inside,
            findings=tuple(finding for finding in findings if _is_own(finding.path, here)),
        )  # fmt: skip


def _containers(kind: str) -> list[tuple[str, str]]:
    if kind == "if":
        return [("blocks", _("Then")), ("else", _("Otherwise"))]
    return [("blocks", _("For each"))] if kind == "each" else []


def _is_at(found: str, path: str) -> bool:
    return found == path or found.startswith((f"{path}.", f"{path}[", f"{path}:"))


def _is_own(found: str, path: str) -> bool:
    """Whether a finding is about this block itself, and not about one inside it."""
    return _is_at(found, path) and not found.startswith((f"{path}.blocks[", f"{path}.else["))


def _words(block_: dict[str, Any]) -> str:
    """What a block says, in a line."""
    said = [
        block_.get(name, "")
        for name in ("text", "title", "caption", "label", "when", "over", "template", "clause")
    ]
    said += [str(item) for item in block_.get("items", [])[:2]]
    said += [str(row.get("label") or row.get("name", "")) for row in block_.get("rows", [])[:3]]
    if block_["kind"] == "parties":
        said += [str(each.get("name", "")) for each in block_.get("blocks", [])]
    line = " · ".join(words for each in said if (words := _readable(str(each))))
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _readable(text: str) -> str:
    """A template without its marks: facts in square brackets, conditions left out."""
    return " ".join(_PLACE.sub(r"[\1]", _MARKS.sub(" ", text)).split())


def _tabs(request: TenantRequest, template: Template, active: str) -> list[dict[str, Any]]:
    ids = [request.organisation.slug, template.public_id]
    pages = [
        ("blocks", _("Text"), "content:template"),
        ("fields", _("Questions"), "content:template-fields"),
        ("languages", _("Languages"), "content:template-languages"),
        ("settings", _("Settings"), "content:template-settings"),
        ("versions", _("Versions"), "content:template-versions"),
    ]
    return [
        {"label": label, "url": reverse(view, args=ids), "active": key == active, "count": None}
        for key, label, view in pages
    ]
