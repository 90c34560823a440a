"""What people type where they say how they are reached."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models.message import CHANNELS
from notifications.services import numbers


class NumberForm(forms.Form):
    """A mobile number, and what it is for."""

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        help_text=_("As you would write it: 082 123 4567. We send it a code of six digits."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    channels = forms.MultipleChoiceField(
        label=_("Use it for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = numbers.offered()
        names = dict(CHANNELS)
        field = self.fields["channels"]
        field.choices = [(each.value, names[each.value]) for each in offered]  # type: ignore[attr-defined]
        field.initial = [each.value for each in offered]


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*"}
        ),
    )
