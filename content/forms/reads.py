"""Input of the pages for documents that are read in: types and formats only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content import reading_terms
from content.services.read_slips import FIELDS

ACCEPTED = ".pdf,.docx,.xlsx,.csv,.txt,.md"


class ReadUploadForm(forms.Form):
    """One file, how long it is kept, and whether a language model may see its text."""

    file = forms.FileField(
        label=_("Document"),
        error_messages={"required": _("Choose a file first.")},
        allow_empty_file=True,  # the service says what is wrong with an empty one
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    keep_days = forms.TypedChoiceField(
        label=_("Delete file and text after"),
        choices=reading_terms.KEEP_CHOICES,
        coerce=int,
        initial=reading_terms.USUAL_DAYS,
        help_text=_("You can delete both earlier."),
    )
    with_model = forms.BooleanField(
        label=_("Let the language model write the summary"),
        required=False,
        help_text=_(
            "Then the text goes to its provider, without ID, account, phone and tax numbers, mail addresses and links."
        ),
    )

    def __init__(self, *args: Any, has_model: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_model:
            del self.fields["with_model"]


class SlipForm(forms.Form):
    """The fields of a supplier's invoice. Each that is filled wants its tick."""

    heading = forms.CharField(label=_("Headed"), max_length=80, required=False)
    supplier_name = forms.CharField(label=_("Supplier"), max_length=200, required=False)
    supplier_vat_number = forms.CharField(label=_("Supplier's VAT number"), max_length=20, required=False)
    recipient_vat_number = forms.CharField(
        label=_("Your VAT number, as they wrote it"), max_length=20, required=False
    )
    number = forms.CharField(label=_("Invoice number"), max_length=100, required=False)
    issued_on = forms.DateField(
        label=_("Date of the invoice"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    supplied_on = forms.DateField(
        label=_("Date of supply, if it has one"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    excl = forms.DecimalField(
        label=_("Without VAT"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    vat = forms.DecimalField(label=_("VAT"), required=False, min_value=0, max_digits=14, decimal_places=2)
    incl = forms.DecimalField(
        label=_("With VAT"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    confirmed = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in FIELDS])

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {name: self.cleaned_data.get(name) for name in FIELDS}

    def ticked(self) -> set[str]:
        """The fields that were compared with the document."""
        return set(self.cleaned_data["confirmed"])
