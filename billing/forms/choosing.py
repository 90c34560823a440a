"""A choice of plan, seats and add-ons as it comes from a link or a form: types only, rules are the services'."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.services.subscriptions import MOST_SEATS

EXTRA = "extra-"  # before the public id of an add-on's price


class ChoiceForm(forms.Form):
    """What to have. `pays` says that a trial is to become a paid plan; `shown` is the amount that was confirmed."""

    price = forms.SlugField(max_length=16)
    quantity = forms.IntegerField(
        label=_("Seats"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        error_messages={
            "invalid": _("Write the number of seats in digits."),
            "min_value": _("Choose between 1 and 10 000 seats."),
            "max_value": _("Choose between 1 and 10 000 seats."),
        },
    )
    coupon = forms.CharField(label=_("Coupon"), required=False, max_length=30)
    pays = forms.BooleanField(required=False, widget=forms.HiddenInput)
    shown = forms.DecimalField(required=False, max_digits=12, decimal_places=2, widget=forms.HiddenInput)
    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def confirmed(self) -> Decimal | None:
        """The amount that the person saw."""
        found: Decimal | None = self.cleaned_data.get("shown")
        return found

    def extras(self) -> dict[str, int] | None:
        """Add-ons by their price's id, or None when the form does not speak of them."""
        named = {
            name.removeprefix(EXTRA): value for name, value in self.data.items() if name.startswith(EXTRA)
        }
        if not named:
            return None
        return {price: int(value) for price, value in named.items() if _is_number(value) and int(value) > 0}


def _is_number(value: Any) -> bool:
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEATS))


class CouponForm(forms.Form):
    """A code, and the next charge that was confirmed with it."""

    coupon = forms.CharField(
        label=_("Coupon"), max_length=30, error_messages={"required": _("Type the code.")}
    )
    shown = forms.DecimalField(required=False, max_digits=12, decimal_places=2, widget=forms.HiddenInput)
    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class TrialForm(forms.Form):
    """Which plan to try."""

    price = forms.SlugField(max_length=16)
