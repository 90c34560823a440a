"""Input of the writers' pages: types and formats only; rules are the services'."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.models import Piece, Series
from publishing.selectors.writing import PieceFilter
from publishing.services.settings import SEO, Settings
from publishing.terms import LANGUAGES, SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, Audience, PieceKind

_STATES = [
    ("", _("All states")),
    ("draft", _("Not published")),
    ("live", _("Readers see it")),
    ("planned", _("Goes live later")),
    ("waiting", _("Waits for review")),
    ("returned", _("Sent back")),
    ("approved", _("Approved")),
]


class FilterForm(forms.Form):
    """What the list shows."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Words of the title or summary")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=_STATES, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *PieceKind.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All languages")), *LANGUAGES], required=False
    )
    tag = forms.SlugField(required=False, widget=forms.HiddenInput)

    def chosen(self, *, is_away: bool) -> PieceFilter:
        """The filter; what is unknown counts as not chosen."""
        self.is_valid()
        clean = self.cleaned_data
        names = ("kind", "language", "state", "tag")
        return PieceFilter(
            words=clean.get("q", ""), is_away=is_away, **{name: clean.get(name, "") for name in names}
        )


class PieceForm(forms.Form):
    """A new piece."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    kind = forms.ChoiceField(label=_("What it is"), choices=PieceKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    audience = forms.ChoiceField(label=_("Who may read it"), widget=forms.RadioSelect)

    def __init__(self, data: Any, *, audiences: Sequence[Audience]) -> None:
        super().__init__(data, initial={"audience": audiences[0]})
        self.fields["audience"].choices = [(each.value, each.label) for each in audiences]  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """Title or summary of a draft, which may be empty."""

    text = forms.CharField(required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any = None, *, part: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"{part}-%s")
        is_title = part == "title"
        self.fields["text"].label = _("Title") if is_title else _("Summary")
        most = TITLE_LENGTH if is_title else SUMMARY_LENGTH
        self.fields["text"].max_length = most  # type: ignore[attr-defined]
        if not is_title:
            self.fields["text"].widget = forms.Textarea(attrs={"rows": 2})
            self.fields["text"].help_text = _("One or two sentences that lists and search show.")
        self.fields["text"].widget.attrs["maxlength"] = most


class NoteForm(forms.Form):
    """What a revision is kept for."""

    note = forms.CharField(label=_("What it is kept for"), max_length=200, required=False)


class SeriesForm(forms.Form):
    """How a series is called."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewSeriesForm(SeriesForm):
    """A new series."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class SettingsForm(forms.Form):
    """What is said about a piece beside its text."""

    audience = forms.ChoiceField(label=_("Who may read it"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What it is"), choices=PieceKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    slug = forms.CharField(
        label=_("Address"),
        max_length=SLUG_LENGTH,
        help_text=_(
            "Small letters, digits and hyphens. Who follows the address of before is led to the new one."
        ),
    )
    tags = forms.CharField(
        label=_("Tags"),
        max_length=600,
        required=False,
        help_text=_("Words it is found by, with commas between them."),
    )
    series = forms.ChoiceField(label=_("Series"), required=False)
    authors = forms.CharField(
        label=_("Authors"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As readers see them, one on each line."),
    )
    cover = forms.ChoiceField(
        label=_("Cover"), required=False, help_text=_("A picture of the media library.")
    )
    check_on = forms.DateField(
        label=_("Check again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("When rates, dates or laws in it may be out of date."),
    )
    allows_comments = forms.BooleanField(label=_("Readers may comment"), required=False)
    is_featured = forms.BooleanField(label=_("Shown first in lists"), required=False)
    seo_title = forms.CharField(
        label=_("Title for search engines"),
        max_length=SEO["title"],
        required=False,
        help_text=_("Left empty: its own title."),
    )
    seo_description = forms.CharField(
        label=_("Description for search engines"),
        max_length=SEO["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Left empty: its summary."),
    )
    is_hidden = forms.BooleanField(label=_("Search engines leave it out"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        data: Any,
        *,
        piece: Piece,
        audiences: Sequence[Audience],
        series: Sequence[Series],
        covers: Sequence[tuple[str, str]],
        tags: Sequence[str],
        authors: Sequence[str],
    ) -> None:
        names = ("audience", "kind", "language", "slug", "check_on", "allows_comments", "is_featured")
        initial = {
            **{name: getattr(piece, name) for name in names},
            "tags": ", ".join(tags),
            "authors": "\n".join(authors),
            "series": piece.series.public_id if piece.series else "",
            "cover": piece.cover.public_id if piece.cover else "",
            "seo_title": piece.seo.get("title", ""),
            "seo_description": piece.seo.get("description", ""),
            "is_hidden": piece.seo.get("is_hidden", False),
            "seen": piece.version,
        }
        super().__init__(data, initial=initial)
        known = list(dict.fromkeys([*audiences, Audience(piece.audience)]))
        self._choose("audience", [(each.value, each.label) for each in known])
        self._choose("series", [("", _("None")), *((row.public_id, row.title) for row in series)])
        self._choose("cover", [("", _("None")), *covers])

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def settings(self) -> Settings:
        """What was chosen."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        given["tags"] = given["tags"].split(",")
        given["authors"] = given["authors"].splitlines()
        return Settings(**given)

    def meet(self, theirs: str, *, version: int) -> None:
        """Say what somebody else set meanwhile ("name: value" on each line), and let the next Save be made on that."""
        lines = [line.partition(": ") for line in theirs.splitlines()]
        said = [f"{self.fields[name].label}: {value}" for name, _colon, value in lines if name in self.fields]
        self.data = {**self.data.dict(), "seen": str(version)}  # type: ignore[attr-defined]
        told = _(
            "Somebody else changed these settings while you chose. They say now: %(said)s. Save again to have yours."
        )
        self.add_error(None, told % {"said": "; ".join(said) or "…"})
