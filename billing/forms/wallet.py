"""Input of the page of prepaid units."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.forms.caps import NumberField
from billing.selectors.wallets import Pack
from billing.services.items import MOST
from billing.services.top_ups import MOST_A_MONTH
from synthai.core.money import format_zar


class BuyForm(forms.Form):
    """Which pack, how often. `once` is made with the page: pressed twice it buys once."""

    price = forms.SlugField(max_length=40)
    once = forms.SlugField(max_length=40)
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

    price = forms.ChoiceField(
        label=_("Buy"), error_messages={"invalid_choice": _("Choose one of the packs on sale.")}
    )
    below = NumberField(
        label=_("When fewer are left than"),
        min_value=Decimal("0.000001"),
        max_digits=18,
        decimal_places=6,
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

    def __init__(self, *args: Any, packs: Sequence[Pack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["price"]
        field.choices = [
            (pack.price.public_id, f"{pack.price.plan.name}, {format_zar(pack.price.amount)}")
            for pack in packs
        ]
