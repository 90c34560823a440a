"""Which statement is wanted."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from billing.engine import vat_periods
from billing.services import statements


class MonthForm(forms.Form):
    """A month of the last two years, and who it was bought from."""

    month = forms.TypedChoiceField(
        label=_("Month"),
        coerce=date.fromisoformat,
        error_messages={"invalid_choice": _("Choose one of the last 24 months.")},
    )
    seller = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, asked: Any, *, today: date) -> None:
        months = statements.months(today=today)
        super().__init__({"month": months[0].isoformat(), "seller": "", **_read(asked)})
        field: Any = self.fields["month"]
        field.choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        self.today = today

    def period(self) -> tuple[date, date]:
        """The first and last day; of this month up to today. What cannot be read is this month."""
        month = self.cleaned_data["month"] if self.is_valid() else self.today
        start, end = vat_periods.month_of(month)
        return start, min(end, self.today)


def _read(asked: Any) -> dict[str, str]:
    """What was typed: "2026-11" means the month that begins on its first day."""
    found = {name: asked[name] for name in ("month", "seller") if asked.get(name)}
    if len(found.get("month", "")) == len("2026-11"):
        found["month"] += "-01"
    return found
