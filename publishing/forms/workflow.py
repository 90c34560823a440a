"""Input of review, schedule and notes: types and formats only; rules are the services'."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.models import Piece
from publishing.services.scheduling import Plan
from publishing.terms import NOTE_LENGTH, WORDS_LENGTH

_TIME = "%Y-%m-%dT%H:%M"


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_TIME),
        input_formats=[_TIME, f"{_TIME}:%S"],
    )


class AskForm(forms.Form):
    """Whom to ask for review, by when, and what they should know."""

    of = forms.ChoiceField(label=_("Who reads it"), required=False)
    due_on = forms.DateField(
        label=_("Wanted by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("What should they know?"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="ask-%s")
        self.fields["of"].choices = [("", _("Whoever may review")), *people]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What is said with a decision."""

    words = forms.CharField(
        label=_("Words to the writer"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to send it back: what is to be changed."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data, initial={"seen": version}, auto_id="decide-%s")


class ScheduleForm(forms.Form):
    """When readers see it, and when no more. To the minute, South African time."""

    goes_live_at = _moment(_("Goes live"), _("South African time. Empty: nothing goes live by itself."))
    ends_at = _moment(_("Ends"), _("South African time. Empty: readers see it until it is taken down."))
    takes_draft = forms.BooleanField(
        label=_("Take the draft as it stands now"),
        required=False,
        help_text=_("Otherwise the words that were planned before stay planned."),
    )

    def __init__(self, data: Any = None, *, piece: Piece) -> None:
        self.piece = piece
        kept = {"goes_live_at": piece.goes_live_at, "ends_at": piece.ends_at}
        super().__init__(data, initial=kept, auto_id="plan-%s")
        if not self.may_renew:
            del self.fields["takes_draft"]

    @property
    def may_renew(self) -> bool:
        """Whether the draft says something else than what is planned."""
        return self.piece.next is not None and self.piece.next.of_version != self.piece.version

    def plan(self) -> Plan:
        """What was chosen; a time that the form only shows to the minute stays as it was."""
        given = self.cleaned_data
        return Plan(
            goes_live_at=_kept(given["goes_live_at"], self.piece.goes_live_at),
            ends_at=_kept(given["ends_at"], self.piece.ends_at),
            takes_draft=given.get("takes_draft", True),
        )


def _kept(given: datetime | None, before: datetime | None) -> datetime | None:
    is_same = given is not None and before is not None and given == before.replace(second=0, microsecond=0)
    return before if is_same else given


class NoteForm(forms.Form):
    """What one says to other editors, and to whom."""

    words = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    block = forms.ChoiceField(label=_("About"), required=False)
    asked = forms.ChoiceField(label=_("Ask somebody"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        blocks: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        block: str = "",
    ) -> None:
        super().__init__(data, initial={"block": block}, auto_id="note-%s")
        self.fields["block"].choices = [("", _("The whole piece")), *blocks]  # type: ignore[attr-defined]
        self.fields["asked"].choices = [("", _("Nobody by name")), *people]  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """An answer."""

    words = forms.CharField(label=_("Answer"), max_length=NOTE_LENGTH, strip=True)
