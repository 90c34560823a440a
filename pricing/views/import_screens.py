"""What the import pages show: contexts of templates, without rules and without writes."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict

from pricing import permissions
from pricing.forms.imports import MappingForm, UploadForm, column_letter, initial_of
from pricing.imports.answers import Options
from pricing.models import Import, ImportState
from pricing.selectors import imports as selectors
from pricing.services import live
from synthai.core import keyset
from synthai.core.access import TenantRequest
from synthai.core.errors import DomainError

PAGE_SIZE = 25
_HOPELESS = {
    "pricing.import.unreadable",
    "pricing.import.no_item_sales",
    "pricing.import.no_rows",
}  # the file is at fault


def import_list(request: TenantRequest) -> dict[str, Any]:
    """One page of imports."""
    page = keyset.page(
        selectors.imports(),
        ordering=("-uploaded_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="imports",
    )
    return {"page": page, "has_samples": selectors.has_samples(), **_may(request)}


def upload(form: UploadForm) -> dict[str, Any]:
    """The upload page."""
    return {"form": form, "max_bytes": settings.UPLOAD_MAX_BYTES}


def show_on(form: forms.Form, error: DomainError) -> None:
    """A refusal of the service beside the field it is about, in place of what the form itself found there."""
    form.is_valid()
    form.errors.pop(error.field or "", None)
    form.add_error(error.field if error.field in form.fields else None, str(error))


def import_detail(request: TenantRequest, found: Import, form: MappingForm | None = None) -> dict[str, Any]:
    """One import in whatever state it is."""
    asks = found.state == ImportState.MAPPING
    headings = found.facts.get("layout", {}).get("headings", [])
    return {
        "import": found,
        "is_working": found.is_working,
        "asks": asks,
        "form": form or (mapping_form(found) if asks else None),
        "columns": [(column_letter(place), heading) for place, heading in enumerate(headings)],
        "rows": found.facts.get("rows", []),
        "examples": found.facts.get("examples", []),
        "doubled": found.facts.get("doubled", []),
        "is_settled": bool(found.preset or found.facts.get("examples")) and not found.facts.get("doubled"),
        "can_retry": found.error_code not in _HOPELESS,
        "findings": selectors.findings_of(found),
        "program": selectors.program_of(found),
        "tone": selectors.tone_of(found.state),
        "can_remap": bool(headings) and found.state in {ImportState.FAILED, ImportState.CANCELLED},
        "topic": live.topic_of(found),
        **_may(request),
    }


def mapping_form(found: Import, data: QueryDict | None = None) -> MappingForm:
    """The form that says what columns mean, filled with the best guess."""
    return MappingForm(
        data,
        initial=initial_of(found.mapping, Options.from_json(found.options)),
        headings=found.facts.get("layout", {}).get("headings", []),
        rows=found.facts.get("rows", []),
        asks=found.facts.get("asks", []),
    )


def _may(request: TenantRequest) -> dict[str, bool]:
    actor = request.actor
    return {
        "can_import": actor.can(permissions.IMPORT_CREATE),
        "can_undo": actor.can(permissions.IMPORT_UNDO),
        "can_run": actor.can(permissions.RUN_CREATE),
    }
