"""Input of the authors' pages: types and formats only; rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Lesson
from courses.services.courses import Settings
from courses.services.outline import LessonSettings
from courses.terms import SUMMARY_LENGTH, TITLE_LENGTH, BlockKind, Entry, Lock, Rule, Tone
from synthai.core.versions import version_of


class TitleForm(forms.Form):
    """One title."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)


class CourseForm(TitleForm):
    """A new course."""

    summary = forms.CharField(
        label=_("What it is about"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences, for whom it is and what they will know."),
    )


class CourseSettingsForm(CourseForm):
    """How a course is called and taken."""

    entry = forms.ChoiceField(label=_("Who may start it"), choices=Entry.choices, widget=forms.RadioSelect)
    lock = forms.ChoiceField(
        label=_("Lessons open"),
        choices=Lock.choices,
        widget=forms.RadioSelect,
        help_text=_("Counts from the next version you publish."),
    )
    seats = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        help_text=_("Leave it empty when as many may take it as want to."),
    )
    needs = forms.TypedMultipleChoiceField(
        label=_("Courses that come first"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, course: Course, others: list[Course], needed: list[int]) -> None:
        super().__init__(
            data,
            initial={
                **{name: getattr(course, name) for name in ("title", "summary", "entry", "lock", "seats")},
                "needs": needed,
                "version": version_of(course),
            },
        )
        choices = [(other.pk, other.title) for other in others if other.pk != course.pk]
        self.fields["needs"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["needs"]

    def settings(self) -> Settings:
        """What was chosen."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Settings(**given)


class LessonForm(TitleForm):
    """What a lesson is called and when it is done."""

    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=600)
    rule = forms.ChoiceField(label=_("It is done when"), choices=Rule.choices)
    rule_value = forms.IntegerField(
        label=_("How much"),
        min_value=1,
        max_value=600,
        required=False,
        help_text=_("Minutes for a time, per cent for a video; 5 and 90 when left empty."),
    )
    is_optional = forms.BooleanField(label=_("Does not count towards the end"), required=False)
    is_open = forms.BooleanField(label=_("Open to who has not started the course"), required=False)
    opens_on = forms.DateField(
        label=_("Opens on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opens_after = forms.IntegerField(
        label=_("Opens days after the start"),
        min_value=0,
        max_value=730,
        required=False,
        help_text=_("Of a day and a number of days, the later counts; a chapter's day counts too."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, lesson: Lesson) -> None:
        names = ("title", "minutes", "rule", "is_optional", "is_open", "opens_on", "opens_after")
        kept = {name: getattr(lesson, name) for name in names}
        value = lesson.rule_value // 60 if lesson.rule == Rule.TIME else lesson.rule_value
        super().__init__(data, initial={**kept, "rule_value": value or None, "version": version_of(lesson)})

    def clean(self) -> dict[str, Any]:
        """A share of a video is at most all of it."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("rule") == Rule.VIDEO and (given.get("rule_value") or 0) > 100:
            self.add_error("rule_value", _("A video is watched to 100 per cent at most."))
        return given

    def settings(self) -> LessonSettings:
        """What was chosen; seconds for a time."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        amount = given.pop("rule_value") or 0
        value = {Rule.TIME: (amount or 5) * 60, Rule.VIDEO: amount or 90}.get(given["rule"], 0)
        return LessonSettings(**given, rule_value=value)


class BlockForm(forms.Form):
    """The content of a block; which fields it has depends on its kind."""

    text = forms.CharField(required=False, strip=False, widget=forms.Textarea)
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        required=False,
        help_text=_("For who cannot see it, and while it loads."),
    )
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    url = forms.CharField(label=_("Address of the video"), max_length=300, required=False)
    language = forms.CharField(label=_("Language"), max_length=30, required=False)
    tone = forms.ChoiceField(label=_("Kind of note"), choices=Tone.choices, required=False)
    ref = forms.ChoiceField(label=_("Quiz"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    _KEPT = {
        BlockKind.TEXT: ("text",),
        BlockKind.CALLOUT: ("tone", "text"),
        BlockKind.CODE: ("language", "text"),
        BlockKind.IMAGE: ("alt", "text"),
        BlockKind.VIDEO: ("title", "text"),
        BlockKind.AUDIO: ("title", "text"),
        BlockKind.FILE: ("title", "text"),
        BlockKind.EMBED: ("url", "title", "text"),
        BlockKind.QUIZ: ("ref", "text"),
        BlockKind.ASSIGNMENT: ("text",),
    }
    _LABELS = {
        BlockKind.TEXT: _("Text"),
        BlockKind.CALLOUT: _("Note"),
        BlockKind.CODE: _("Code"),
        BlockKind.ASSIGNMENT: _("What is to be done"),
        BlockKind.QUIZ: _("Words above it"),
    }

    def __init__(
        self,
        data: Any = None,
        *,
        kind: str,
        key: str,
        quizzes: list[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"{key}-%s")
        kept = self._KEPT.get(BlockKind(kind), ())
        for name in [name for name in self.fields if name not in {*kept, "version"}]:
            del self.fields[name]
        if "ref" in self.fields:
            self.fields["ref"].choices = [("", _("Choose a quiz")), *quizzes]  # type: ignore[attr-defined]
        if "text" in self.fields:
            is_long = kind in self._LABELS and kind != BlockKind.QUIZ
            self.fields["text"].label = self._LABELS.get(BlockKind(kind), _("Words below it"))
            self.fields["text"].widget.attrs["rows"] = 8 if is_long else 2

    def data_of_kind(self) -> dict[str, str]:
        """What the block keeps beside its text."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"text", "version"}}


class FileForm(forms.Form):
    """One file for a block."""

    file = forms.FileField(label=_("File"), error_messages={"required": _("Choose a file first.")})


class PublishForm(forms.Form):
    """When a version goes live, and for whom."""

    live_at = forms.DateTimeField(
        label=_("Goes live"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Leave it empty for now."),
    )
    moves_learners = forms.BooleanField(
        label=_("Bring people who are in the course along"),
        required=False,
        help_text=_("What they have done stays done. Otherwise they finish the version they began with."),
    )
    note = forms.CharField(
        label=_("What is new"), max_length=200, required=False, help_text=_("For your own list of versions.")
    )


class FolderForm(forms.Form):
    """A course as an archive."""

    file = forms.FileField(
        label=_("Course as a zip archive"),
        error_messages={"required": _("Choose a zip archive first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
