"""What a learner writes, and what a marker decides."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.engine.handins.task import Task
from courses.handin_terms import (
    LINK_LENGTH,
    REMARK_LENGTH,
    WORK_LENGTH,
    Outcome,
)
from courses.services.handins.marking import Judgement
from courses.services.handins.working import Work


class WorkForm(forms.Form):
    """What a learner writes."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=WORK_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    link = forms.CharField(
        label=_("Link to your work"),
        required=False,
        max_length=LINK_LENGTH,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=1000)

    def __init__(self, data: Any = None, *, task: Task, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in ("text", "link"):
            if name not in task.takes:
                del self.fields[name]

    def work(self) -> Work:
        """What was written."""
        return Work(text=self.cleaned_data.get("text", ""), link=self.cleaned_data.get("link", ""))


class MarkWorkForm(forms.Form):
    """A level and a word for each criterion, a word about the whole, and what is decided."""

    comment = forms.CharField(
        label=_("A word about the whole"),
        required=False,
        max_length=REMARK_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": _("Choose what becomes of it.")}
    )

    def __init__(
        self,
        data: Any = None,
        *,
        task: Task,
        places: Mapping[str, int] | None = None,
        comments: Mapping[str, str] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.lines = [
            (criterion, f"level-{criterion.key}", f"word-{criterion.key}") for criterion in task.criteria
        ]
        for criterion, level, word in self.lines:
            choices = [(str(place), each.title) for place, each in enumerate(criterion.levels)]
            self.fields[level] = forms.ChoiceField(
                choices=choices, required=False, initial=_chosen(places, criterion.key)
            )
            self.fields[word] = forms.CharField(
                label=_("A word about it"),
                required=False,
                max_length=600,
                initial=(comments or {}).get(criterion.key, ""),
            )

    def criteria(self) -> list[dict[str, Any]]:
        """The rubric with what is chosen, for the template."""
        return [
            {
                "criterion": criterion,
                "name": self[level].html_name,
                "chosen": str(self[level].value() or ""),
                "word": self[word],
            }
            for criterion, level, word in self.lines
        ]

    def judgement(self) -> Judgement:
        """What was decided."""
        given = self.cleaned_data
        chosen = {criterion.key: given.get(level, "") for criterion, level, _word in self.lines}
        return Judgement(
            outcome=Outcome(given["outcome"]),
            places={key: int(place) for key, place in chosen.items() if place},
            comments={criterion.key: given.get(word, "") for criterion, _level, word in self.lines},
            comment=given.get("comment", ""),
        )


def _chosen(places: Mapping[str, int] | None, key: str) -> str:
    return "" if places is None or key not in places else str(places[key])
