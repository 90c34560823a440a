"""Input of the page of prepaid units."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.services.items import MOST
from billing.services.top_ups import MOST_A_MONTH


class BuyForm(forms.Form):
    """Which pack, how often."""

    price = forms.SlugField(max_length=40)
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MOST,
        initial=1,
        error_messages={
            "invalid": _("Write a whole number from 1 on."),
            "min_value": _("Write a whole number from 1 on."),
            "max_value": _("At most 100 at once."),
        },
    )


class VoucherForm(forms.Form):
    """A code."""

    voucher = forms.CharField(
        label=_("Voucher code"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the code that stands on the voucher.")},
    )


class TopUpForm(forms.Form):
    """When to buy by itself."""

    price = forms.SlugField(max_length=40)
    below = forms.DecimalField(
        label=_("When fewer are left than"),
        min_value=Decimal("0.000001"),
        max_digits=18,
        decimal_places=6,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("Write below which number to buy more."),
            "invalid": _("Write a number, for example 100."),
            "min_value": _("Write a number above nothing."),
        },
    )
    most_a_month = forms.IntegerField(
        label=_("At most so often a month"),
        min_value=1,
        max_value=MOST_A_MONTH,
        initial=2,
        error_messages={
            "required": _("Write how often a month at most."),
            "invalid": _("Write a whole number from 1 to 30."),
            "min_value": _("Write a whole number from 1 to 30."),
            "max_value": _("Write a whole number from 1 to 30."),
        },
    )
