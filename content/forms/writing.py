"""Forms of machine writing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.terms import NOTES_LENGTH


class WriteForm(forms.Form):
    """Which sections, and what to keep in mind."""

    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one section.")},
    )
    notes = forms.CharField(
        label=_("What should it keep in mind?"),
        required=False,
        max_length=NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example: shorter, and mention our bakery. A language model reads this, so leave out what is private."
        ),
    )

    def __init__(self, data: Any = None, *, choices: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["sections"].choices = choices  # type: ignore[attr-defined]  # the stubs know Field only


class CapForm(forms.Form):
    """How many credits a month at most."""

    quantity = forms.DecimalField(
        label=_("Credits a month at most"),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Leave it empty to use all that your plan gives. You are told at 80 % and at 100 %."),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
