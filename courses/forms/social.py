"""Input of the pages around learning: types and formats only; rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Chapter, Enrolment, Review
from courses.services.inviting import Guest
from courses.social_terms import LABEL_LENGTH, NOTE_LENGTH, POST_LENGTH, REASON_LENGTH, REVIEW_LENGTH
from synthai.core.versions import version_of


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day that need not be named."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class NoteForm(forms.Form):
    """One's note beside a lesson."""

    text = forms.CharField(
        label=_("Your note"),
        required=False,
        strip=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class BookmarkForm(forms.Form):
    """What one calls a place."""

    block = forms.SlugField(required=False, max_length=16)
    label = forms.CharField(label=_("Name"), required=False, max_length=LABEL_LENGTH)


class SearchForm(forms.Form):
    """Words to look for."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Search your notes")}),
    )

    def words(self) -> str:
        """What was typed; nothing for what is too long."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class PostForm(forms.Form):
    """A question or an answer."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=POST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why something is hidden."""

    reason = forms.CharField(
        label=_("Why is it hidden?"),
        max_length=REASON_LENGTH,
        help_text=_("The author reads this."),
        error_messages={"required": _("Say why: the author reads it.")},
    )


class ReviewForm(forms.Form):
    """Stars and words."""

    stars = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[(5, _("5 - very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 - poor"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how many stars.")},
    )
    text = forms.CharField(
        label=_("What you think of it"),
        required=False,
        max_length=REVIEW_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, review: Review | None) -> None:
        kept = {"stars": review.stars, "text": review.text, "version": version_of(review)} if review else {}
        super().__init__(data, initial=kept)


class ReplyForm(forms.Form):
    """A trainer's answer to a review."""

    text = forms.CharField(
        label=_("Answer"), max_length=REVIEW_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )


class DueForm(forms.Form):
    """The day a learner has to finish by."""

    due_on = day_field(_("Finish by"), _("Leave it empty when it need not be done by a day."))

    def __init__(self, data: Any = None, *, enrolment: Enrolment) -> None:
        super().__init__(data, initial={"due_on": enrolment.due_on})


class OpeningForm(forms.Form):
    """When a lesson opens for one learner."""

    lesson = forms.SlugField(max_length=16)
    opens_on = day_field(_("Opens on"))
    way = forms.ChoiceField(choices=[("now", ""), ("day", ""), ("course", "")])

    def clean(self) -> dict[str, Any]:
        """Another day needs the day."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("way") == "day" and not given.get("opens_on") and "opens_on" not in self.errors:
            self.add_error("opens_on", _("Choose the day first."))
        return given


class ChapterOpeningForm(forms.Form):
    """When the lessons of a chapter open."""

    opens_on = day_field(_("Opens on"))
    opens_after = forms.IntegerField(
        label=_("Days after the start"), min_value=0, max_value=730, required=False
    )

    def __init__(self, data: Any = None, *, chapter: Chapter) -> None:
        super().__init__(data, initial={"opens_on": chapter.opens_on, "opens_after": chapter.opens_after})


class InviteForm(forms.Form):
    """Who is invited into the organisation and a course at once."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"), help_text=_("What they may do in your organisation apart from the course.")
    )
    due_on = day_field(_("Finish by"))

    def __init__(self, data: Any = None, *, roles: list[tuple[str, Any]]) -> None:
        super().__init__(data, auto_id="invite-%s", initial={"role": "viewer"})
        self.fields["role"].choices = roles  # type: ignore[attr-defined]

    def guest(self) -> Guest:
        """Who it is."""
        return Guest(**self.cleaned_data)
