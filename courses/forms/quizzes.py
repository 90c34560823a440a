"""Input of the pages for quizzes and the bank: types and formats only; rules are the services'."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.engine.quiz.formats.parsing import MOST_OPTIONS, Written
from courses.engine.quiz.inlays import ALT_LENGTH
from courses.engine.quiz.numbers import NotANumber, read_number
from courses.models import Question, Quiz
from courses.quiz_terms import COMMENT_LENGTH, QuestionKind
from courses.selectors.bank import BankFilter
from courses.services.quizzes.editing import RULES

if TYPE_CHECKING:
    _QuizModelForm = forms.ModelForm[Quiz]
else:
    _QuizModelForm = forms.ModelForm


class NumberField(forms.CharField):
    """A number with a decimal comma or point."""

    def to_python(self, value: Any) -> Any:
        """A Decimal; None when empty."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return read_number(typed)
        except NotANumber as error:
            raise forms.ValidationError(_("Write a number like 2 or 2,5.")) from error

    def prepare_value(self, value: Any) -> Any:
        """As people here write it."""
        return (
            value if value is None or isinstance(value, str) else f"{value.normalize():f}".replace(".", ",")
        )


class BankFilterForm(forms.Form):
    """The bank's filters, from the query string."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *QuestionKind.choices]
    )
    away = forms.BooleanField(label=_("Put away"), required=False)

    def __init__(self, *args: Any, tags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [("", _("All tags")), *((tag, tag) for tag in tags)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["placeholder"] = _("Words of the question")

    def chosen(self) -> BankFilter:
        """The filter to ask the selector for; what is unknown counts as not chosen."""
        self.is_valid()
        value = self.cleaned_data.get
        return BankFilter(
            words=(value("q") or "").strip(),
            tag=value("tag") or "",
            kind=value("kind") or "",
            away=bool(value("away")),
        )


class QuestionForm(forms.Form):
    """A question as it is written."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=QuestionKind.choices)
    text = forms.CharField(
        label=_("Question"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the question.")},
    )
    answers = forms.CharField(
        label=_("Answers, one a line"),
        required=False,
        help_text=str(_("A star before what is right, a dash before what is wrong: * 4 °C")),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
    )
    points = NumberField(
        label=_("Points"), initial="1", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    explanation = forms.CharField(
        label=_("Why it is so"),
        required=False,
        help_text=str(_("Learners read this in the review.")),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=500,
        help_text=str(_("Words to find it by, with commas between.")),
    )
    is_all_or_nothing = forms.BooleanField(label=_("Points only when every answer is right"), required=False)
    minds_case = forms.BooleanField(label=_("Capital letters count"), required=False)
    minds_accents = forms.BooleanField(label=_("Accents count"), required=False)

    def written(self) -> Written:
        """The question as the parser takes it."""
        values = {
            name: self.cleaned_data[name] for name in self.cleaned_data if name not in {"version", "tags"}
        }
        return Written(**values)

    def tags_given(self) -> list[str]:
        """The tags, each by itself."""
        return [tag for tag in self.cleaned_data["tags"].split(",") if tag.strip()]


class PictureForm(forms.Form):
    """A picture or a sound for the question that is being written, and where it goes."""

    picture = forms.FileField(
        label=_("Picture or sound"),
        error_messages={"required": _("Choose a picture or a sound first.")},
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,audio/mpeg,audio/mp4,audio/ogg"}
        ),
        help_text=str(_("PNG, JPEG or WebP; MP3, M4A or Ogg.")),
    )
    picture_alt = forms.CharField(
        label=_("What it shows or plays, in words"),
        max_length=ALT_LENGTH,
        error_messages={"required": _("Say it in words, for who cannot see or hear it.")},
        help_text=str(_("Learners whose screens are read out get this, so do not name the right answer.")),
    )
    picture_place = forms.ChoiceField(
        label=_("Where it goes"),
        choices=[
            ("text", _("To the question")),
            ("answer", _("To an answer")),
            ("feedback", _("To what is said to whoever chose an answer")),
            ("explanation", _("To “Why it is so”")),
        ],
    )
    picture_line = forms.IntegerField(
        label=_("Which answer"),
        required=False,
        min_value=1,
        max_value=MOST_OPTIONS,
        help_text=str(_("1 is the first line.")),
    )


class QuestionFileForm(forms.Form):
    """A file of questions."""

    file = forms.FileField(
        label=_("File of questions"),
        error_messages={"required": _("Choose a text, CSV or zip file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.csv,.zip"}),
    )


class QuizForm(_QuizModelForm):
    """The rules of a quiz."""

    pass_percent = NumberField(
        label=_("Passed from"),
        initial=Quiz._meta.get_field("pass_percent").get_default(),  # a declared field forgets its model's
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    penalty_percent = NumberField(
        label=_("A wrong answer costs"),
        required=False,
        help_text=str(_("Per cent of the question's points. No answer costs nothing.")),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Quiz
        help_texts: ClassVar = {"attempts_allowed": _("Empty: as many as they like.")}
        fields = list(RULES)
        widgets = {"intro": forms.Textarea(attrs={"rows": 3})}

    def rules(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in RULES}

    def clean_penalty_percent(self) -> Any:
        """Nothing typed is nothing."""
        return self.cleaned_data["penalty_percent"] or 0


class SectionForm(forms.Form):
    """A section of a quiz."""

    title = forms.CharField(label=_("Title"), required=False, max_length=120)
    draws = forms.IntegerField(
        label=_("How many are asked"),
        required=False,
        min_value=1,
        max_value=300,
        help_text=str(_("Empty: all of them.")),
    )
    tag = forms.ChoiceField(label=_("From the bank, tagged"), required=False)

    def __init__(self, *args: Any, tags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = (self.initial or {}).get("tag")
        names = [*tags, held] if held and held not in tags else tags
        choices = [("", _("Chosen by hand")), *((tag, tag) for tag in names)]
        self.fields["tag"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A tag needs a number."""
        values = super().clean() or {}
        if values.get("tag") and not values.get("draws"):
            self.add_error("draws", _("Say how many of the tagged questions are asked."))
        return values


class AddForm(forms.Form):
    """Which questions of the bank to add, by public id."""

    chosen: "forms.ModelMultipleChoiceField[Question]" = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="public_id",
        error_messages={"required": _("Choose at least one question.")},
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = offered  # type: ignore[attr-defined]

    def keys(self) -> list[int]:
        """Primary keys, in the order of the list."""
        return [question.pk for question in self.cleaned_data["chosen"] if isinstance(question, Question)]


class MarkForm(forms.Form):
    """Points and a word."""

    points = NumberField(label=_("Points"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    comment = forms.CharField(
        label=_("A word to the learner"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
