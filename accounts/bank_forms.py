"""What people type of their bank account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import BankDetails
from accounts.services.bank_details import Account


class BankForm(forms.Form):
    """The number that is there is not shown again: it is typed anew to be changed."""

    holder = forms.CharField(label=_("Account holder"), max_length=100)
    bank = forms.CharField(label=_("Bank"), max_length=60)
    account = forms.CharField(
        label=_("Account number"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )  # fmt: skip
    branch_code = forms.CharField(
        label=_("Branch code"), max_length=10, help_text=_("Six digits. Your bank's universal code will do."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: BankDetails | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            self.fields["account"].required = False
            self.fields["account"].help_text = _("It ends in %(end)s. Type a number only to change it.") % {
                "end": row.account_end
            }

    def wish(self) -> Account:
        """What the service takes."""
        said = self.cleaned_data
        return Account(
            holder=said["holder"], bank=said["bank"], account=said["account"], branch_code=said["branch_code"]
        )
