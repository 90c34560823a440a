"""How one likes to watch."""

from typing import Any

from django import forms

from courses.terms import Variant


class WatchingForm(forms.Form):
    """Only what is sent is chosen."""

    variant = forms.ChoiceField(choices=Variant.choices, required=False)
    saves_data = forms.TypedChoiceField(
        choices=[("on", "on"), ("off", "off")],
        coerce=lambda value: value == "on",
        required=False,
        empty_value=None,
    )

    def chosen(self) -> dict[str, Any]:
        """What was sent."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}
