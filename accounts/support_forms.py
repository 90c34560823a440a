"""What a customer says when support is let in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import SupportLevel
from accounts.services.support import MINUTES

_LENGTHS = {
    15: _("15 minutes"),
    30: _("30 minutes"),
    60: _("1 hour"),
    120: _("2 hours"),
    240: _("4 hours"),
    480: _("8 hours"),
}


class SupportForm(forms.Form):
    """Why, for how long, how far."""

    reason = forms.CharField(
        label=_("What should support help with?"),
        max_length=500,
        help_text=_("Stands in your audit trail, and tells the person who helps."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        coerce=int,
        initial=60,
        choices=[(minutes, _LENGTHS[minutes]) for minutes in MINUTES],
    )
    level = forms.ChoiceField(
        label=_("What may support do?"),
        choices=SupportLevel.choices,
        initial=SupportLevel.LOOK,
        widget=forms.RadioSelect,
        help_text=_("Never: passwords, keys, payments, roles, sign-in rules, your audit trail."),
    )
