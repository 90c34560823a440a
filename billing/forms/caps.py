"""Input of a cap on usage."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.validators import DecimalValidator
from django.utils.translation import gettext_lazy as _

_NUMBER: Final = _(
    "Write a number from 0 on, for example 500, with at most 6 decimals; or leave it empty for no cap."
)
_WHOLE: Final = _("Write a whole number from 0 on, for example 500; or leave it empty for no cap.")
_TOO_LARGE: Final = _("Write a number below 1 000 000 000 000, or leave it empty for no cap.")


class NumberField(forms.DecimalField):
    """A number as people write it here: 1 000, 1,5 or 1.5."""

    def to_python(self, value: Any) -> Any:
        """Without the spaces between thousands, the decimal comma as a point."""
        if isinstance(value, str):
            value = "".join(value.split())
            if value.count(",") == 1 and "." not in value:
                value = value.replace(",", ".")
        return super().to_python(value)


class CapForm(forms.Form):
    """A cap on one meter; empty for none."""

    quantity = NumberField(
        label=_("Your own cap, a month"),
        required=False,
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=6,
        help_text=_("Nobody can use more than this until the month is over. Leave it empty for no cap."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _NUMBER, "min_value": _NUMBER},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_whole = is_whole
        words: Any = {"max_decimal_places": _NUMBER, "max_whole_digits": _TOO_LARGE, "max_digits": _TOO_LARGE}
        for validator in self.fields["quantity"].validators:
            if isinstance(validator, DecimalValidator):
                validator.messages = words

    def clean_quantity(self) -> Decimal | None:
        """No part of what is counted whole."""
        given: Decimal | None = self.cleaned_data["quantity"]
        if given is not None and self.is_whole and given % 1:
            raise forms.ValidationError(_WHOLE)
        return given
