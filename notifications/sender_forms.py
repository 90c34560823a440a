"""What is typed on the page of an organisation's own sender."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SenderForm(forms.Form):
    """Name, address and where answers go."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Who the mail is from, as people see it in their inbox.")
    )
    address = forms.EmailField(
        label=_("Address"),
        required=False,
        max_length=254,
        help_text=_(
            "At your own domain, for example hello@umoja.co.za. Empty: mails come from our address, with your name."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        max_length=254,
        help_text=_("Empty: to the address above."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def clean_name(self) -> str:
        """On one line: a header has no other."""
        return " ".join(str(self.cleaned_data["name"]).split())
