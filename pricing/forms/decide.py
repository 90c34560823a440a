"""Input of the decision pages: types and formats only; rules are the services'."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pricing.forms.days import DayField
from pricing.models import Action, DecisionState, PricingSettings
from pricing.selectors.decisions import SORTS, RecommendationFilter
from pricing.services import guardrails
from pricing.services.judging import FURTHEST
from synthai.core.money import AmountUnclear, parse_amount

COMING = "coming"  # accepted, and not started yet


class RecommendationFilterForm(forms.Form):
    """The list's filters, from the query string; anything unknown counts as not chosen."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    state = forms.ChoiceField(label=_("Decision"), required=False, choices=[("", _("All decisions"))])
    action = forms.ChoiceField(label=_("Advice"), required=False, choices=[("", _("All advice"))])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[("", _("All categories"))])

    def __init__(self, *args: Any, categories: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._extend("state", [*DecisionState.choices, (COMING, _("Accepted, starts later"))])
        self._extend("action", Action.choices)
        self._extend("category", [(name, name) for name in categories])
        self.fields["q"].widget.attrs["placeholder"] = _("Name or code")

    def _extend(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*list(field.choices), *choices]  # type: ignore[arg-type]

    def chosen(self, sort: str, *, today: date) -> RecommendationFilter:
        """The filter to ask the selector for."""
        self.is_valid()
        value = self.cleaned_data.get
        chosen = RecommendationFilter(
            state=value("state") or "",
            action=value("action") or "",
            category=value("category") or "",
            words=(value("q") or "").strip(),
            sort=sort if sort in SORTS else "-gain",
        )
        return replace(chosen, state="", starts_after=today) if chosen.state == COMING else chosen


class AmountField(forms.CharField):
    """Rand as people type it."""

    def to_python(self, value: Any) -> Any:
        """A Decimal to the cent, None when empty."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return parse_amount(typed)
        except AmountUnclear as error:
            raise forms.ValidationError(str(error)) from error


class StartForm(forms.Form):
    """From which day on accepted prices count; today when left empty."""

    starts_on = DayField(label=_("First day, today when empty"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["starts_on"], today)


class PriceListForm(forms.Form):
    """Which day's price list to show."""

    on = DayField(label=_("Prices on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["on"], today)


def _offer(field: forms.Field, today: date) -> None:
    if isinstance(field, DayField):
        field.offer(today, today + FURTHEST)


class AcceptForm(StartForm):
    """Accept the advised price, or another one."""

    field_order = ("price", "starts_on", "below_cost_is_wanted")
    price = AmountField(
        label=_("Price incl. VAT"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    below_cost_is_wanted = forms.BooleanField(label=_("Sell below cost or margin on purpose"), required=False)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The guard rails; saved by the service."""

    class Meta:
        model = PricingSettings
        fields = ("min_margin", "max_change", "endings", "caution", "cooldown_days", "stock_days")
        labels = {  # noqa: RUF012
            "min_margin": _("Lowest margin"),
            "max_change": _("Biggest change at once"),
            "endings": _("Price endings"),
            "caution": _("Caution"),
            "cooldown_days": _("Days between changes"),
            "stock_days": _("Tell of low stock"),
        }
        help_texts = {  # noqa: RUF012
            "min_margin": _("Per cent of the price without VAT that must remain after cost."),
            "max_change": _("Per cent up or down from today's price."),
            "endings": _(
                "Cents a price may end in, separated by commas, for example 99,49. Empty allows any."
            ),
            "caution": _(
                "0 is bold, 0.5 is balanced, 1 is careful: how much uncertainty counts against a change."
            ),
            "cooldown_days": _("A product's accepted price is left alone for so many days."),
            "stock_days": _(
                "Days: after an import, products whose stock lasts less long at the recent rate of sale are told once. 0: never."
            ),
        }

    def clean_endings(self) -> str:
        """Two digits each."""
        typed: str = self.cleaned_data["endings"]
        try:
            return ",".join(ending[1:] for ending in guardrails.parse_endings(typed))
        except ValueError:
            raise forms.ValidationError(
                _("Write endings as two digits separated by commas, for example 99,49.")
            ) from None

    def clean_caution(self) -> Decimal:
        """0 to 2."""
        caution: Decimal = self.cleaned_data["caution"]
        if not 0 <= caution <= 2:
            raise forms.ValidationError(_("Caution lies between 0 and 2."))
        return caution
