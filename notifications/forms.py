"""What people type on the pages of notifications."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.engine.locales import LANGUAGES
from notifications.engine.routing import Order
from notifications.models.person import WEEKDAYS
from notifications.services import choices


class HoursForm(forms.Form):
    """Quiet hours, time zone and when digests come."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest_hour = forms.TypedChoiceField(
        label=_("Daily and weekly at"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
    )
    digest_weekday = forms.TypedChoiceField(label=_("Weekly on"), coerce=int, choices=WEEKDAYS)
    zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: [(each, each) for each in choices.zones()])

    language = forms.ChoiceField(
        label=_("Language of messages"),
        help_text=_("Where we have no words in it yet, you get English."),
        required=False,
        choices=[("", _("As my pages, else as my organisation")), *LANGUAGES.items()],
    )


class BudgetForm(forms.Form):
    """What SMS and WhatsApp may cost in a month."""

    monthly_limit = forms.DecimalField(
        label=_("Monthly budget"),
        help_text=_(
            "In rand, for SMS and WhatsApp together. Empty: no limit. What is important still goes out when it is used up."
        ),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
    )


class OrderForm(forms.Form):
    """Which of several providers carries a message first."""

    order = forms.ChoiceField(
        label=_("Providers of SMS and WhatsApp"),
        widget=forms.RadioSelect,
        choices=[
            (
                Order.CHEAPEST.value,
                _(
                    "Cheapest first: the lowest price for each message that arrives, among those that deliver well"
                ),
            ),
            (Order.SUREST.value, _("Surest first: who delivers best, whatever it costs")),
        ],
    )
    free_first = forms.BooleanField(
        label=_("Free ways first"),
        help_text=_(
            "Where a message goes one way and, when that fails, another: try push and e-mail before SMS and WhatsApp. What is "
            "important keeps its own order."
        ),
        required=False,
    )
