"""Input of the pages about learning paths: types and formats only; rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Path
from courses.services.paths.editing import PathSettings, StepSettings
from courses.terms import SUMMARY_LENGTH, TITLE_LENGTH
from synthai.core.versions import version_of


class PathForm(forms.Form):
    """What a path is called and what it asks for."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    summary = forms.CharField(
        label=_("What it leads to"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_ordered = forms.BooleanField(
        label=_("One course after the other"),
        required=False,
        initial=True,
        help_text=_("Each course opens when the ones before it are done. Electives hold nobody up."),
    )
    electives_needed = forms.IntegerField(
        label=_("How many electives are to be done"),
        min_value=0,
        max_value=50,
        required=False,
        help_text=_("Of the courses that you mark as elective, for example 2 of 3."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, path: Path | None = None) -> None:
        names = ("title", "summary", "is_ordered", "electives_needed")
        kept = {**{name: getattr(path, name) for name in names}, "version": version_of(path)} if path else {}
        super().__init__(data, initial=kept)
        if path is None:
            del self.fields["electives_needed"]

    def settings(self) -> PathSettings:
        """What was chosen."""
        given = self.cleaned_data
        return PathSettings(
            title=given["title"],
            summary=given["summary"],
            is_ordered=given["is_ordered"],
            electives_needed=given.get("electives_needed") or 0,
        )


class StepForm(forms.Form):
    """How a course stands in a path."""

    days = forms.IntegerField(label=_("Days for it"), min_value=1, max_value=730, required=False)
    is_elective = forms.BooleanField(label=_("Elective"), required=False)
    before = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def settings(self) -> StepSettings:
        """What was chosen."""
        return StepSettings(is_elective=self.cleaned_data["is_elective"], days=self.cleaned_data["days"])


class AddForm(StepForm):
    """Which course, and how it stands in the path."""

    course = forms.ChoiceField(
        label=_("Course"), error_messages={"invalid_choice": _("Choose a course of the list.")}
    )

    field_order = ("course", "days", "is_elective")

    def __init__(self, data: Any = None, *, courses: list[Course]) -> None:
        super().__init__(data)
        choices = [("", _("Choose a course")), *((row.public_id, row.title) for row in courses)]
        self.fields["course"].choices = choices  # type: ignore[attr-defined]
