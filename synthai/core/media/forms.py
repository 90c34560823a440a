"""Forms that every app with films needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from synthai.core.media.languages import LANGUAGES


class CaptionForm(forms.Form):
    """Captions in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    file = forms.FileField(
        label=_("Captions (WebVTT or SRT)"),
        error_messages={"required": _("Choose a file with captions first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,.srt"}),
    )
