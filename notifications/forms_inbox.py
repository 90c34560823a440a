"""What a person may say about a line of her inbox."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.engine import snoozing


class SnoozeForm(forms.Form):
    """Until when a thread is put off: one of the ways, or a moment of her own clock."""

    to = forms.ChoiceField(choices=[(way, way) for way in (*snoozing.WAYS, "own")])
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        error_messages={"invalid": _("Choose a day and a time, like 2026-11-30 07:00.")},
    )

    def __init__(self, data: Any, *, zone: ZoneInfo, hour: int, now: datetime) -> None:
        self.zone, self.hour, self.now = zone, hour, now
        super().__init__(data)

    def full_clean(self) -> None:
        """Moments are read by the person's own clock."""
        with timezone.override(self.zone):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """The moment, as `moment`."""
        found: dict[str, Any] = super().clean() or {}
        way = found.get("to")
        if way == "own" and not found.get("until") and "until" not in self.errors:
            self.add_error("until", _("Choose the day and the time at which it should come back."))
        if way and not self.errors:
            is_own = way == "own"
            found["moment"] = (
                found["until"] if is_own else snoozing.moment(way, self.now, hour=self.hour, zone=self.zone)
            )
        return found
