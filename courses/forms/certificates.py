"""Input of the pages of certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CertificateTerms
from courses.models.certificates import REASON_LENGTH, Look
from synthai.core.documents.sheets import HOUSE_COLOUR
from synthai.core.versions import version_of

_NAMES = ("is_on", "months", "text", "signed_by", "look", "colour")


class TermsForm(forms.Form):
    """What a course's certificate says."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    is_on = forms.BooleanField(label=_("Who completes the course gets a certificate"), required=False)
    months = forms.IntegerField(
        label=_("Holds for"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=str(_("Empty: it never ends.")),
    )
    text = forms.CharField(label=_("A sentence below the course's title"), required=False, max_length=300)
    signed_by = forms.CharField(label=_("Who signs"), required=False, max_length=200)
    look = forms.ChoiceField(label=_("Look"), choices=Look.choices, initial=Look.FRAME, required=False)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Colour"),
        initial=HOUSE_COLOUR,
        required=False,
        widget=forms.TextInput(attrs={"type": "color"}),
        error_messages={"invalid": _("Write the colour like #0b6b4f.")},
    )

    def __init__(self, data: Any = None, *, terms: CertificateTerms | None) -> None:
        kept = {name: getattr(terms, name) for name in _NAMES} if terms else {"is_on": True}
        initial = {**kept, "version": version_of(terms) if terms else ""}
        super().__init__(data, initial=initial)

    def clean_look(self) -> str:
        """Nothing chosen stays as it is."""
        return str(self.cleaned_data["look"] or self.get_initial_for_field(self.fields["look"], "look"))

    def clean_colour(self) -> str:
        """In small letters, as it is kept; nothing chosen stays as it is."""
        given = self.cleaned_data["colour"] or self.get_initial_for_field(self.fields["colour"], "colour")
        return str(given).lower()

    def terms(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in _NAMES}


class RevokeForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        max_length=REASON_LENGTH,
        help_text=str(_("Whoever checks the certificate reads this.")),
    )
