"""Forms of a document: its name, a section, a note, words of an approver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.selectors.documents import DocumentFilter
from content.terms import NOTE_LENGTH, SECTION_LENGTH, TITLE_LENGTH, WORDS_LENGTH

_STATES = [
    ("", _("All states")),
    ("draft", _("Draft")),
    ("review", _("Waits for approval")),
    ("approved", _("Approved")),
    ("sent", _("Sent")),
]


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name of a document")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=_STATES, required=False)
    template = forms.ChoiceField(label=_("Template"), required=False)

    def __init__(self, *args: Any, templates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [("", _("All templates")), *templates]  # type: ignore[attr-defined]

    def chosen(self, *, is_away: bool) -> DocumentFilter:
        """The filter; what is unknown counts as not chosen."""
        self.is_valid()
        clean = self.cleaned_data
        return DocumentFilter(
            words=clean.get("q", ""),
            state=clean.get("state", ""),
            template=clean.get("template", ""),
            is_away=is_away,
        )


class SeenForm(forms.Form):
    """A deed on the document as its page showed it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NameForm(SeenForm):
    """What a document is called."""

    title = forms.CharField(
        label=_("Name of the document"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("Leave it empty to have it named after what it says."),
    )


class SectionForm(SeenForm):
    """The text of a section."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=SECTION_LENGTH * 2,  # the service says it better
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "A blank line begins a paragraph. **bold**, *italic*, lists with - or 1., tables with |, and [words](address) for a link. "
            "Nothing else is read: what you type stands as you typed it."
        ),
    )


class FactForm(SeenForm):
    """A correction of one fact, for this document only."""

    value = forms.CharField(label=_("In this document it is"), widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    """A note with a version."""

    note = forms.CharField(
        label=_("What is it about this version?"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Before the bank's comments")}),
    )


class WordsForm(SeenForm):
    """What an asker or an approver says."""

    words = forms.CharField(
        label=_("Words"), max_length=WORDS_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApprovalSettingsForm(forms.Form):
    """Whether documents need approval."""

    needs_approval = forms.BooleanField(
        label=_("Somebody approves a document before it goes out"),
        required=False,
        help_text=_(
            "Then a document can be sent, or be given to sign, only after somebody with the right to approve it said yes. "
            "Nobody approves their own work while somebody else may."
        ),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
