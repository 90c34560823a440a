"""Fields that several deeds share, with the theme's widgets."""

import secrets
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from billing.models import Customer

NO_LIMIT_WORDS = {"no limit", "unlimited", "∞"}


def text(**more: Any) -> forms.CharField:
    return forms.CharField(**{"widget": UnfoldAdminTextInputWidget, **more})


def lines(**more: Any) -> forms.CharField:
    return forms.CharField(**{"widget": UnfoldAdminTextareaWidget, **more})


def money(**more: Any) -> forms.DecimalField:
    """An amount in rand and cents."""
    kept = {"max_digits": 12, "decimal_places": 2, "min_value": Decimal("0.01")}
    return forms.DecimalField(**{**kept, "widget": UnfoldAdminDecimalFieldWidget, **more})


def number(**more: Any) -> forms.IntegerField:
    return forms.IntegerField(**{"widget": UnfoldAdminDecimalFieldWidget, "min_value": 0, **more})


def choice(**more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(**{"widget": UnfoldAdminSelectWidget, **more})


def yes(**more: Any) -> forms.BooleanField:
    return forms.BooleanField(**{"widget": UnfoldBooleanWidget, "required": False, **more})


def day(**more: Any) -> forms.DateField:
    return forms.DateField(**{"widget": UnfoldAdminSingleDateWidget, **more})


def reason(**more: Any) -> forms.CharField:
    return text(
        **{"label": _("Reason"), "max_length": 200, "help_text": _("Kept in the customer's trail."), **more}
    )


class RequestKey(forms.CharField):
    """Made anew for each form that is opened: the same form pressed twice does its deed once."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{
                "widget": forms.HiddenInput,
                "initial": lambda: secrets.token_hex(12),
                "max_length": 60,
                **more,
            }
        )


class OrganisationField(forms.CharField):
    """An organisation by its address or its public id; its key when cleaned."""

    def __init__(self, **more: Any) -> None:
        kept = {"label": _("Organisation"), "help_text": _("Its address (umoja-foods) or its public id.")}
        super().__init__(**{**kept, "widget": UnfoldAdminTextInputWidget, **more})

    def clean(self, value: Any) -> int:
        typed = super().clean(value).strip()
        model: Any = Customer._meta.get_field("organisation").related_model  # noqa: SLF001
        found = (
            model.objects.filter(slug=typed.lower()).first() or model.objects.filter(public_id=typed).first()
        )
        if found is None:
            raise forms.ValidationError(_("There is no organisation “%(typed)s”."), params={"typed": typed})
        return int(found.pk)


class GivenField(forms.CharField):
    """What is given of a limit or meter: a number, or "no limit"; empty: not given at all."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"widget": UnfoldAdminTextInputWidget, "required": False, **more})

    def clean(self, value: Any) -> tuple[bool, Any]:
        """(whether it is given, the value)."""
        typed = super().clean(value).strip()
        if not typed:
            return False, None
        if typed.lower() in NO_LIMIT_WORDS:
            return True, None
        try:
            found = Decimal(typed.replace(" ", ""))
        except InvalidOperation:
            found = Decimal(-1)
        if not found.is_finite() or found < 0:
            raise forms.ValidationError(_("Give a number, or “no limit”; leave it empty to give nothing."))
        return True, int(found) if found == found.to_integral_value() else float(found)


def shown_given(value: Any) -> str:
    """A value as GivenField takes it; a switch's as yes or no."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "no limit" if value is None else str(value)
