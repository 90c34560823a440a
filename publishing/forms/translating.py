"""Input of the pages of translations: types and formats only; rules are the services'."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.selectors.translations import MatrixFilter
from publishing.terms import LANGUAGES
from publishing.translation_terms import TranslationState


class MatrixForm(forms.Form):
    """What the matrix shows."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words of the title or summary")}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All languages")), *LANGUAGES], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *TranslationState.choices], required=False
    )

    def chosen(self) -> MatrixFilter:
        """The filter; what is unknown counts as not chosen."""
        self.is_valid()
        clean = self.cleaned_data
        return MatrixFilter(
            words=clean.get("q", ""), language=clean.get("language", ""), state=clean.get("state", "")
        )


class BeginForm(forms.Form):
    """The language of a new translation."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, data: Any, *, languages: Sequence[tuple[str, str]], chosen: str = "") -> None:
        super().__init__(data, initial={"language": chosen})
        self.fields["language"].choices = list(languages)  # type: ignore[attr-defined]


class FollowForm(forms.Form):
    """What a translation takes over: the key of a block, or nothing for all of them."""

    key = forms.CharField(max_length=16, required=False)
    seen = forms.IntegerField(required=False, min_value=0)
    number = forms.IntegerField(required=False, min_value=0)
    part = forms.CharField(max_length=40, required=False)
