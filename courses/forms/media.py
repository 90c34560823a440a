"""Captions, and how one likes to watch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.terms import Variant
from synthai.core.media.languages import LANGUAGES


class CaptionForm(forms.Form):
    """Captions in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    file = forms.FileField(
        label=_("Captions (WebVTT or SRT)"),
        error_messages={"required": _("Choose a file with captions first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,.srt"}),
    )


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
