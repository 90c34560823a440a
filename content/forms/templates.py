"""Input of the pages about templates and clauses: types and formats only; rules are the services'."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.models import Clause, Template
from content.services.clauses import ClauseSettings
from content.services.templates import Settings
from content.terms import CLAUSE_LENGTH, SLUG_LENGTH, TITLE_LENGTH
from synthai.core.versions import version_of

CATEGORIES = [
    ("sales", _("Sales")), ("money", _("Money")), ("people", _("People")), ("legal", _("Legal")), ("tender", _("Tenders")),
    ("company", _("Company")), ("marketing", _("Marketing")),
]  # fmt: skip
LAYOUTS = [
    ("letter", _("Letter")), ("report", _("Report, with a cover and contents")), ("agreement", _("Agreement, with numbered clauses")),
    ("form", _("Form")), ("copy", _("Short text")),
]  # fmt: skip
LANGUAGES = [("en", _("English")), ("af", _("Afrikaans"))]


class TemplateForm(forms.Form):
    """Begin a template."""

    title = forms.CharField(label=_("What is it called?"), max_length=TITLE_LENGTH, required=False)
    source = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, data: Any = None, *, sources: Iterable[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._titles = dict(sources)
        self.fields["source"].choices = [("", _("An empty template")), *self._titles.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A copy without a name of its own is called as what it is a copy of."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["title"] = cleaned.get("title") or self._titles.get(cleaned.get("source", ""), "")
        if not cleaned["title"] and not self.errors:
            self.add_error("title", _("Type what it is called."))
        return cleaned


class SettingsForm(forms.Form):
    """What a template is called, and how its documents look."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    summary = forms.CharField(
        label=_("What it is for"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    name = forms.CharField(
        label=_("Name of a document made of it"), max_length=200, required=False,
        help_text=_("May hold facts: Offer for {{ customer.name }}. Empty: the title."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Kind of document"), choices=CATEGORIES)
    layout = forms.ChoiceField(label=_("Layout"), choices=LAYOUTS)
    language = forms.ChoiceField(label=_("Language of its words"), choices=LANGUAGES)
    disclaimer = forms.CharField(
        label=_("Small print"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Empty: ours, which says that it is no advice."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, template: Template) -> None:
        names = ("summary", "name", "category", "layout", "language", "disclaimer")
        kept = {name: template.body.get(name, "") for name in names}
        kept["category"] = kept["category"] or "company"
        kept["layout"] = kept["layout"] or "letter"
        kept["language"] = kept["language"] or "en"
        super().__init__(data, initial={**kept, "title": template.title, "version": version_of(template)})

    def settings(self) -> Settings:
        """What was chosen."""
        return Settings(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ClauseForm(forms.Form):
    """A clause: its words, whose it is, when it is looked at again."""

    title = forms.CharField(label=_("Heading"), max_length=TITLE_LENGTH)
    text = forms.CharField(
        label=_("Text"), max_length=CLAUSE_LENGTH, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("**bold**, *italic*, lists with -. Facts stand in double braces: {{ organisation.name }}."),
    )  # fmt: skip
    slug = forms.CharField(
        label=_("Name in templates"),
        max_length=SLUG_LENGTH,
        help_text=_("Small letters and hyphens, like liability."),
    )
    owner = forms.ChoiceField(label=_("Whose is it?"), required=False)
    review_on = forms.DateField(
        label=_("Look at it again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Its owner is told on that day."),
    )  # fmt: skip
    fallback = forms.ChoiceField(
        label=_("Clause to fall back on"), required=False,
        help_text=_("What you may offer instead. It stands in when this clause is put away."),
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, clause: Clause | None = None, people: Iterable[tuple[str, str, int]], others: Iterable[Clause]
    ) -> None:  # fmt: skip
        members = list(people)
        kept: dict[str, Any] = {}
        if clause is not None:
            owner = next((key for key, _label, user_id in members if user_id == clause.owner_id), "")
            kept = {name: getattr(clause, name) for name in ("title", "text", "slug", "review_on")}
            kept |= {"owner": owner, "version": version_of(clause)}
            kept["fallback"] = clause.fallback.public_id if clause.fallback else ""
        super().__init__(data, initial=kept)
        choosable = [
            (each.public_id, each.title) for each in others if clause is None or each.pk != clause.pk
        ]
        self.fields["owner"].choices = [("", _("Nobody")), *((key, label) for key, label, _user in members)]  # type: ignore[attr-defined]
        self.fields["fallback"].choices = [("", _("None")), *choosable]  # type: ignore[attr-defined]

    def settings(self) -> ClauseSettings:
        """What was chosen."""
        return ClauseSettings(
            **{name: value for name, value in self.cleaned_data.items() if name != "version"}
        )
