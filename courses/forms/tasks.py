"""What an author asks for in an assignment: rules, and a rubric as numbered inputs."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.engine.handins import task as engine
from courses.engine.handins.task import Criterion, Task, TaskBroken, task_from
from courses.engine.quiz.numbers import NotANumber, read_number
from courses.forms.quizzes import NumberField
from courses.handin_terms import (
    Again,
    DoneWhen,
    FileKind,
    Takes,
)

_EMPTY_LEVELS: Final = 1  # after those there are; a new criterion shows three
_PROBLEMS: Final = {
    "takes_nothing": _("Choose at least one thing that may be handed in."),
    "no_kinds": _("Choose at least one kind of file."),
    "due_twice": _("Choose a day or a number of days, not both."),
    "pass_out_of_reach": _("The pass mark is more than the rubric's points, or there is no rubric."),
    "too_many_criteria": _("A rubric has at most 20 criteria."),
    "criterion_untitled": _("Give every criterion with levels a name."),
    "levels": _("“%(place)s” needs two to eight levels."),
    "level_unfinished": _("Every level of “%(place)s” needs a name and points, as 2 or 2,5."),
    "points": _("Points of “%(place)s” are between 0 and 1000, to hundredths."),
}


@dataclass(frozen=True, kw_only=True)
class LevelRow:
    """One level as the form shows it."""

    number: int
    title: str = ""
    points: str = ""
    text: str = ""

    @property
    def number_text(self) -> str:
        """For the names of inputs."""
        return str(self.number)


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """One criterion as the form shows it, with an empty level at the end."""

    number: int
    key: str = ""
    title: str = ""
    text: str = ""
    levels: tuple[LevelRow, ...]

    @property
    def number_text(self) -> str:
        """For the names of inputs."""
        return str(self.number)


class TaskForm(forms.Form):
    """What an assignment asks for. The rubric's inputs are numbered: criterion-1-title, criterion-1-level-2-points."""

    takes = forms.MultipleChoiceField(
        label=_("What may be handed in"),
        choices=Takes.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _PROBLEMS["takes_nothing"]},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of files"),
        choices=FileKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most_files = forms.IntegerField(label=_("Files at most"), min_value=1, max_value=engine.MOST_FILES)
    most_mb = forms.IntegerField(label=_("MB for each file"), min_value=1, max_value=engine.MOST_MB)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    due_days = forms.IntegerField(
        label=_("Or days after coming into the course"),
        min_value=0,
        max_value=engine.MOST_DAYS,
        required=False,
    )
    is_hard = forms.BooleanField(
        label=_("Nothing is taken after that day"),
        required=False,
        help_text=_("Otherwise late work is taken and marked as late."),
    )
    again = forms.ChoiceField(
        label=_("It can be handed in again"), choices=Again.choices, widget=forms.RadioSelect
    )
    most_tries = forms.IntegerField(
        label=_("Tries at most"),
        min_value=1,
        max_value=engine.MOST_TRIES,
        required=False,
        help_text=_("Empty for as many as it takes."),
    )
    done_when = forms.ChoiceField(
        label=_("The lesson counts it when"), choices=DoneWhen.choices, widget=forms.RadioSelect
    )
    pass_points = NumberField(
        label=_("Points needed to pass"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Empty when the marker decides."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, task: Task, version: str) -> None:
        kept = {
            name: getattr(task, name)
            for name in self.base_fields
            if name not in {"version", "takes", "kinds"}
        }
        initial = {**kept, "takes": list(task.takes), "kinds": list(task.kinds), "version": version}
        super().__init__(data, initial=initial)
        self.rows = _rows_of(task.criteria) if data is None else _rows_from(data)
        self.task: Task | None = None

    def clean(self) -> dict[str, Any]:
        """Put the rules and the rubric together; say what cannot be."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        try:
            kept = {**given, "criteria": [_told(row) for row in self.rows if _is_filled(row)]}
            self.task = task_from({**kept, "pass_points": _text(given.get("pass_points"))})
        except TaskBroken as broken:
            problem = _PROBLEMS.get(broken.problem, _("Something in these rules cannot be used."))
            field = broken.place if broken.place in self.fields else None
            self.add_error(field, str(problem) % {"place": broken.place})
        return given

    def moved(self, wanted: str) -> None:
        """Put a criterion ("up:3") one place higher, by the numbers that the page shows."""
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 3 else 0
        place = next((place for place, row in enumerate(self.rows) if row.number == number), 0)
        if place and self.task is not None:
            criteria = list(self.task.criteria)
            if place < len(criteria):
                criteria[place - 1], criteria[place] = criteria[place], criteria[place - 1]
            self.task = task_from({**self.task.as_json(), "criteria": _json_of(criteria)})


def _rows_of(criteria: tuple[Criterion, ...]) -> list[CriterionRow]:
    filled = [
        CriterionRow(
            number=number,
            key=each.key,
            title=each.title,
            text=each.text,
            levels=_padded(
                [
                    LevelRow(number=place, title=level.title, points=_written(level.points), text=level.text)
                    for place, level in enumerate(each.levels, start=1)
                ]
            ),
        )
        for number, each in enumerate(criteria, start=1)
    ]
    if len(filled) < engine.MOST_CRITERIA:
        filled.append(CriterionRow(number=len(filled) + 1, levels=_padded([])))
    return filled


def _padded(levels: list[LevelRow]) -> tuple[LevelRow, ...]:
    most = min(max(len(levels) + _EMPTY_LEVELS, 3), engine.MOST_LEVELS)
    return (*levels, *(LevelRow(number=number) for number in range(len(levels) + 1, most + 1)))


def _rows_from(data: Any) -> list[CriterionRow]:
    found = []
    for number in range(1, engine.MOST_CRITERIA + 2):
        prefix = f"criterion-{number}"
        if f"{prefix}-title" in data:
            levels = [
                LevelRow(number=place, **_named(data, f"{prefix}-level-{place}", ("title", "points", "text")))
                for place in range(1, engine.MOST_LEVELS + 1)
                if f"{prefix}-level-{place}-title" in data
            ]
            words = _named(data, prefix, ("key", "title", "text"))
            found.append(CriterionRow(number=number, levels=tuple(levels), **words))
    return found


def _named(data: Any, prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(data.get(f"{prefix}-{name}", "")).strip()[:1000] for name in names}


def _is_filled(row: CriterionRow) -> bool:
    return bool(row.title or any(level.title or level.points for level in row.levels))


def _told(row: CriterionRow) -> dict[str, Any]:
    levels = [
        {"title": level.title, "points": _number(level.points, row.title), "text": level.text}
        for level in row.levels
        if level.title or level.points
    ]
    return {"key": row.key or f"n{row.number}", "title": row.title, "text": row.text, "levels": levels}


def _number(typed: str, place: str) -> str:
    if not typed:
        return ""
    try:
        return str(read_number(typed))
    except NotANumber as error:
        raise TaskBroken("level_unfinished", place) from error


def _text(points: Any) -> str | None:
    return None if points is None else str(points)


def _written(points: Any) -> str:
    return f"{points.normalize():f}".replace(".", ",")


def _json_of(criteria: list[Criterion]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = Task(criteria=tuple(criteria)).as_json()["criteria"]
    return listed
