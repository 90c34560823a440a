"""Days as people and programs write them: 2026-12-01."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

_UNCLEAR = _("Write the day as year-month-day, for example 2026-12-01.")


class DayUnclear(DomainError):
    """A day is written in a way that cannot be read, or does not exist."""

    code = "pricing.day_unclear"
    title = _("A day cannot be read")
    message = _("“%(typed)s” is not a day. Write it as year-month-day, for example 2026-12-01.")


def parse_day(typed: str | None, *, field: str) -> date | None:
    """A day out of a query string or form; None when nothing was given. Raises DayUnclear."""
    if not typed:
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise DayUnclear(field=field, typed=typed[:40]) from error


class DayField(forms.DateField):
    """A day, by the browser's own calendar where it has one."""

    def __init__(self, **options: Any) -> None:
        given = {
            "required": False,
            "input_formats": ["%Y-%m-%d"],
            "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "error_messages": {"invalid": _UNCLEAR},
        }
        super().__init__(**{**given, **options})

    def offer(self, first: date, last: date) -> None:
        """Let the browser's calendar offer these days only."""
        self.widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
