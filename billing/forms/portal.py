"""Input of the portal's other pages."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.gateways.eft import Eft
from billing.models import Customer
from billing.services.customers import Details
from billing.services.subscriptions import LONGEST_PAUSE


class CancelForm(forms.Form):
    """When, and why."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("end", _("At the end of what is paid")), ("now", _("At once"))],
        widget=forms.RadioSelect,
        initial="end",
        required=False,
    )
    reason = forms.CharField(
        label=_("Why are you leaving?"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("We read every answer. At most 200 characters."),
    )


class PauseForm(forms.Form):
    """Until when."""

    until = forms.DateField(
        label=_("Goes on again on"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("You can go on earlier at any time."),
        error_messages={"invalid": _("Write the day as year-month-day, for example 2027-01-11.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = today + LONGEST_PAUSE
        first = today + timedelta(days=1)
        self.fields["until"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def instant(self) -> datetime:
        """The beginning of that day here."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until"], time.min))


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Billing details. Field definitions only: services.customers writes."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Customer
        fields = ("email", "legal_name", "address", "vat_number", "registration_number", "cellphone")
        widgets = {"address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})}
        help_texts = {
            "email": _("Where we write about payments. Left empty, the owner's address."),
            "legal_name": _("As the business is registered, if that is not its trading name."),
            "address": _("Above R5 000 a tax invoice must give it."),
            "vat_number": _(
                "If you are registered for VAT: without it you may not be able to claim the VAT back."
            ),
            "registration_number": _("Of the company, like 2019/123456/07."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["legal_name"].widget.attrs["autocomplete"] = "organization"
        self.fields["cellphone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}

    def _post_clean(self) -> None:
        """The service checks and writes the row; the form keeps its own hands off it."""

    def details(self) -> Details:
        """What was typed."""
        return Details(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class CorrectForm(forms.Form):
    """Why an invoice is issued once more."""

    reason = forms.CharField(
        label=_("What was wrong?"),
        max_length=200,
        help_text=_("A few words; they are printed on it. For example: The company's name was missing."),
        error_messages={"required": _("Say in a few words what was wrong.")},
    )


class GatewayForm(forms.Form):
    """How to pay, and whether what is paid with is charged for later periods."""

    gateway = forms.SlugField(max_length=16)
    keeps = forms.BooleanField(required=False)


class ProofForm(forms.Form):
    """A proof of payment; services.proofs judges it."""

    file = forms.FileField(label=_("Your bank's proof"), required=False, allow_empty_file=True)


class LinkPayForm(GatewayForm):
    """How to pay, by somebody whom we do not know."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("For the receipt. Payment services ask for it; by EFT you may leave it out."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Gateways need an address; for an EFT we only send the receipt there."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("email") and "email" not in self.errors and cleaned.get("gateway") != Eft.code:
            self.add_error(
                "email", _("Type your e-mail address: the payment service sends its receipt there.")
            )
        return cleaned
