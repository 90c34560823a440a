"""What the pages of a template's languages show, without rules and without writes."""

from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from content.engine import template_translating as translating
from content.engine.template_translating import Sheet
from content.forms.template_languages import ROWS_A_PAGE, LanguageForm, text_forms
from content.models import Template
from content.selectors import linting
from content.selectors.asking import own_name
from content.views import template_screens as screens
from synthai.core.access import TenantRequest
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.translating import translated
from synthai.core.errors import NotFound


def languages(request: TenantRequest, template: Template, form: LanguageForm) -> dict[str, Any]:
    """The languages that a template is in, and how far each is."""
    return {
        **screens.base(request, template, active="languages"),
        "form": form,
        "own": own_name(template.body.get("language", "en")),
        "rows": [_row(each) for each in translating.sheets(template.body)],
    }


def taken(template: Template) -> list[str]:
    """The languages that it is in."""
    return [template.body.get("language", "en"), *template.body.get("translation", {})]


def language(request: TenantRequest, template: Template, code: str, data: Any = None) -> dict[str, Any]:
    """A template beside its translation, some texts at a time. Raises NotFound for a language that it is not in."""
    sheet = translating.sheet(template.body, code)
    if sheet is None:
        raise NotFound
    only_open = request.GET.get("show") == "open"
    rows = sheet.open_rows if only_open else sheet.rows
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        **screens.base(request, template, active="languages"),
        **_row(sheet),
        "code": code,
        "sheet": sheet,
        "only_open": only_open,
        "shown": shown,
        "forms": text_forms(data, list(shown.object_list), known=sheet.rows),
        "own": own_name(template.body.get("language", "en")),
        "own_code": template.body.get("language", "en"),
        "findings": _findings(template, code),
        "example": _example(template, code),
    }


def place(request: TenantRequest) -> str:
    """The same texts again, in an address."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _row(sheet: Sheet) -> dict[str, Any]:
    counts = {state: sheet.count(state) for state in ("done", "stale", "missing")}
    return {
        "code": sheet.language,
        "name": own_name(sheet.language),
        "total": len(sheet.rows),
        "counts": counts,
    }


def _findings(template: Template, code: str) -> list[Any]:
    """What would go wrong in this language, without what the counts say already."""
    found = linting.findings_of_data(template.body)
    return [each for each in found if each.path.startswith(f"translation.{code}:")]


def _example(template: Template, code: str) -> linting.Example:
    return linting.example_of(translated(reading.from_data(template.body), code), on=timezone.localdate())
