"""Input of the pages about people: types and formats only; rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.selectors.matrix import STATES, Filter
from courses.services.assignments import Wish
from courses.terms import Audience


class AudienceForm(forms.Form):
    """Whom something is for."""

    audience = forms.ChoiceField(
        label=_("Who takes it"), choices=Audience.choices, initial=Audience.PERSON, widget=forms.RadioSelect
    )
    people = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(
        self, data: Any = None, *, people: list[tuple[int, str]], roles: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A role needs its name."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("audience") == Audience.ROLE and not given.get("role"):
            self.add_error("role", _("Choose the role."))
        return given

    def wish(self) -> Wish:
        """What was chosen."""
        given = self.cleaned_data
        days = {name: given[name] for name in ("due_on", "due_days") if name in given}
        return Wish(audience=given["audience"], user_ids=given["people"], role=given["role"], **days)


class AssignForm(AudienceForm):
    """Whom a course is for, and until when."""

    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_days = forms.IntegerField(
        label=_("Days for who comes later"),
        min_value=1,
        max_value=730,
        required=False,
        help_text=_(
            "A role and “everybody” include people who join later; “only who joins” is for them alone. They get so many days from then."
        ),
    )


class MatrixFilterForm(forms.Form):
    """Which people the table shows."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name")}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((key, word) for key, word in STATES.items() if key)],
    )
    course = forms.ChoiceField(label=_("Course"), required=False)
    path = forms.ChoiceField(label=_("Learning path"), required=False)

    def __init__(
        self, data: Any, *, courses: list[tuple[str, str]], paths: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__(data)
        self.fields["path"].choices = [("", _("All paths")), *(paths or [])]  # type: ignore[attr-defined]
        if not paths:
            del self.fields["path"]
        self.fields["course"].choices = [("", _("All courses")), *courses]  # type: ignore[attr-defined]

    def chosen(self) -> Filter:
        """The filters; what is unknown counts as not chosen."""
        self.is_valid()
        given = self.cleaned_data
        return Filter(
            words=given.get("q", ""),
            state=given.get("state", ""),
            course=given.get("course", ""),
            path=given.get("path", ""),
        )
