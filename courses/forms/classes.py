"""Input of the pages about live classes: types and formats only; rules are the services'."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.engine.live.dates import MOST_DATES, ZONES, moment, weekly
from courses.live_terms import (
    ADDRESS_LENGTH,
    DESCRIPTION_LENGTH,
    JOHANNESBURG,
    URL_LENGTH,
    Invites,
)
from courses.models import Course, Lesson, LiveClass
from courses.services.live.planning import Details
from courses.terms import TITLE_LENGTH
from synthai.core.versions import version_of

_PLAIN = ("title", "description", "zone", "join_url", "opens_late", "address", "seats", "invites", "lesson")


class ClassForm(forms.Form):
    """When, where, for whom and by whom."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    description = forms.CharField(
        label=_("What it is about, and what to bring"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts_time = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440, initial=60)
    times = forms.IntegerField(
        label=_("How many weeks in a row"),
        min_value=1,
        max_value=MOST_DATES,
        required=False,
        initial=1,
        help_text=_("More than one: the same day and hour each week, each date with its own list of people."),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in ZONES], initial=JOHANNESBURG
    )
    place = forms.ChoiceField(
        label=_("Where"),
        choices=[("online", _("Online")), ("address", _("At an address"))],
        initial="online",
        widget=forms.RadioSelect,
    )
    join_url = forms.CharField(
        label=_("Link to join"),
        max_length=URL_LENGTH,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_("Of Zoom, Teams, Meet or another. Only people with a place see it."),
    )
    opens_late = forms.BooleanField(
        label=_("Show the link from 15 minutes before, not sooner"), required=False, initial=True
    )
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LENGTH, required=False)
    seats = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Empty: as many as come. When full, others wait and move up by themselves."),
    )
    trainers = forms.TypedMultipleChoiceField(
        label=_("Trainers"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    course = forms.ChoiceField(label=_("Course"), required=False)
    lesson = forms.ChoiceField(
        label=_("Lesson that is done by being there"),
        required=False,
        help_text=_("Lessons whose rule is “Its live class attended” stand here."),
    )
    invites = forms.ChoiceField(
        label=_("Who is asked"),
        choices=Invites.choices,
        initial=Invites.COURSE,
        widget=forms.RadioSelect,
        required=False,
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        people: list[tuple[int, str]],
        courses: list[Course],
        lessons: list[Lesson],
        live_class: LiveClass | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(initial or {}), **(_kept(live_class) if live_class else {})})
        self._courses = {row.public_id: row for row in courses}
        self._of_lesson = {row.public_id: row.course for row in lessons}
        self._live_class = live_class
        choices = [("", _("None: it stands alone")), *((row.public_id, row.title) for row in courses)]
        self.fields["trainers"].choices = people  # type: ignore[attr-defined]
        self.fields["course"].choices = choices  # type: ignore[attr-defined]
        self.fields["lesson"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((row.public_id, f"{row.course.title}: {row.title}") for row in lessons),
        ]
        if live_class is not None:
            del self.fields["times"], self.fields["course"]
            if live_class.course_id is None:
                del self.fields["invites"], self.fields["lesson"]
        elif not courses:
            del self.fields["course"], self.fields["invites"], self.fields["lesson"]

    def details(self) -> Details:
        """What was chosen. A lesson names its course."""
        given = self.cleaned_data
        start = moment(given["starts_on"], given["starts_time"], given["zone"])
        lesson = given.get("lesson", "")
        course = self._courses.get(given.get("course", "")) or self._of_lesson.get(lesson)
        return Details(
            title=given["title"],
            description=given["description"],
            starts_at=start,
            ends_at=start + timedelta(minutes=given["minutes"]),
            zone=given["zone"],
            is_online=given["place"] == "online",
            join_url=given["join_url"],
            opens_late=given["opens_late"],
            address=given["address"],
            seats=given["seats"],
            trainer_ids=given["trainers"],
            course=self._live_class.course if self._live_class else course,
            lesson=lesson,
            invites=given.get("invites") or Invites.CHOICE,
        )

    def dates(self) -> list[Any]:
        """Every date of the series."""
        given = self.cleaned_data
        return list(weekly(given["starts_on"], given["starts_time"], given["zone"], given["times"] or 1))


def _kept(live_class: LiveClass) -> dict[str, Any]:
    local = live_class.starts_at.astimezone(ZoneInfo(live_class.zone))
    return {
        **{name: getattr(live_class, name) for name in _PLAIN},
        "starts_on": local.date(),
        "starts_time": local.time(),
        "minutes": live_class.minutes,
        "place": "online" if live_class.is_online else "address",
        "version": version_of(live_class),
    }


class CancelForm(forms.Form):
    """Why, and which dates."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("Everybody who was asked reads this.")
    )
    with_later = forms.BooleanField(label=_("The later dates of this series as well"), required=False)


class RecordingForm(forms.Form):
    """Where the recording is."""

    recording_url = forms.CharField(
        label=_("Link to the recording"),
        max_length=URL_LENGTH,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class AskForm(forms.Form):
    """Whom to ask."""

    people = forms.TypedMultipleChoiceField(
        label=_("People"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class CheckInForm(forms.Form):
    """The code that is shown in the class."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}
        ),
    )


class ReportForm(forms.Form):
    """A report of attendance, and how long is long enough."""

    file = forms.FileField(
        label=_("Report"),
        error_messages={"required": _("Choose the report first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes that are enough"),
        min_value=1,
        max_value=1440,
        required=False,
        help_text=_("Empty: half of the class."),
    )
