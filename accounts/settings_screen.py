"""What the page of an organisation's settings shows; its forms post to several views."""

from typing import Any

from django.http import HttpRequest

from accounts import languages, logo_marks, permissions, undo
from accounts.forms import LanguageForm, LogoForm, OrganisationForm
from accounts.services import logos
from accounts.views import scope


def context(
    request: HttpRequest,
    *,
    form: OrganisationForm | None = None,
    logo_form: LogoForm | None = None,
    language_form: LanguageForm | None = None,
) -> dict[str, Any]:
    """Everything the template needs; the forms as given, else with the present values."""
    note = request.GET.get("undo", "")
    return {
        "form": form or details_form(request),
        "language_form": language_form or _language_form(request),
        "usual_language": dict(languages.choices())[languages.tag_of(scope.organisation(request).locale)],
        "logo_form": logo_form or LogoForm(),
        "logo_bytes_at_most": logos.BYTES_AT_MOST,
        "logo_megabytes_at_most": logos.BYTES_AT_MOST >> 20,
        "mark": logo_marks.of(scope.organisation(request)),
        "can_change": scope.actor(request).can(permissions.ORGANISATION_CHANGE),
        "undo": note if note and undo.is_open(note) else "",
    }


def details_form(request: HttpRequest, data: Any = None) -> OrganisationForm:
    """Trading name and VAT number."""
    present = scope.organisation(request)
    return OrganisationForm(data, initial={"name": present.name, "vat_number": present.vat_number})


def _language_form(request: HttpRequest) -> LanguageForm:
    present = languages.tag_of(scope.organisation(request).locale)
    return LanguageForm(initial={"language": present}, is_required=True)
