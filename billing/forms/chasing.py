"""Input of the pages of an overdue payment."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.services.chasing import LONGEST_PROMISE


class PromiseForm(forms.Form):
    """When it will be paid."""

    on = forms.DateField(
        label=_("I pay on"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Within two weeks. It can be done once for a payment."),
        error_messages={
            "invalid": _("Write the day as year-month-day, for example 2027-01-25."),
            "required": _("Choose the day on which you will pay."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = today + timedelta(days=1), today + LONGEST_PROMISE
        self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}


class ObjectionForm(forms.Form):
    """Why it is not right."""

    reason = forms.CharField(
        label=_("What is not right?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 200 characters. We answer within ten days."),
        error_messages={"required": _("Say what is not right, so that we can look into it.")},
    )
