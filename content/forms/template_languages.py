"""Input of the page where a template is translated: types and formats only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.engine import template_editing as editing
from content.engine.template_translating import Row
from content.forms.templates import LANGUAGES
from content.services.template_languages import Translated

MOST_LETTERS = 20_000
ROWS_A_PAGE = 40


class LanguageForm(forms.Form):
    """Which language next."""

    language = forms.ChoiceField(label=_("Translate into"))

    def __init__(self, data: Any = None, *, taken: Sequence[str]) -> None:
        super().__init__(data)
        choices = [each for each in LANGUAGES if each[0] not in taken]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        self.is_useful = bool(choices)


class TextForm(forms.Form):
    """One text, and what it is in the other language."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_LETTERS, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    words = forms.CharField(
        label=_("Translation"), required=False, max_length=MOST_LETTERS, widget=forms.Textarea
    )
    still_fits = forms.BooleanField(label=_("It still fits"), required=False)

    row: Row
    now_seen: str
    clash: bool

    @property
    def translated(self) -> Translated:
        """What was written; what was said before the text was changed, where that still fits."""
        given = self.cleaned_data
        former = self.row.former if given["still_fits"] else None
        words = given["words"] or (former.translation if former else "")
        return Translated(text=_plain(given["text"]), words=_plain(words), seen=given["seen"])


_Texts = forms.formset_factory(TextForm, extra=0, max_num=ROWS_A_PAGE, absolute_max=ROWS_A_PAGE)


def text_forms(data: Any, shown: Sequence[Row], *, known: Sequence[Row]) -> Any:
    """A form for each text that is shown. What is sent says its text itself, so that one that was changed meanwhile parts nothing from its
    words; `known` are all rows, for what was sent may be of another page. A form that met somebody else's words says them as `clash`."""
    initial = [{"text": row.text, "words": row.translation} for row in shown]
    made = _Texts(data, initial=initial, prefix="texts")
    by_text = {row.text: row for row in known}
    for form in made:
        text = _plain(form["text"].value() or "")
        form.row = row = by_text.get(text) or Row(text=text, translation="")
        form.now_seen, form.clash = _meeting(form, row)
        form.fields["words"].widget.attrs["rows"] = min(max(len(text) // 55 + text.count("\n") + 1, 1), 14)
    return made


def _meeting(form: TextForm, row: Row) -> tuple[str, bool]:
    """What the form says was seen when it is sent again, and whether it met other words than those. Where nothing was typed it goes on to say
    what it said, so that saving again changes nothing there."""
    there = editing.digest(row.translation)
    if not form.is_bound:
        return there, False
    seen = form["seen"].value() or ""
    is_typed = editing.digest(_plain(form["words"].value() or "")) != seen
    return (there, seen != there) if is_typed else (seen, False)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
