"""Input of the pages about selling to the public."""

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Seller
from synthai.core.versions import version_of

_SECRET_KEY: Final = re.compile(r"sk_(live|test)_[A-Za-z0-9]{8,}\Z", re.ASCII)
_NAMES: Final = (
    "legal_name",
    "trading_name",
    "legal_form",
    "registration_number",
    "office_bearers",
    "address",
    "service_address",
    "phone",
    "email",
    "website",
    "memberships",
    "disputes",
    "terms",
    "privacy",
    "vat_number",
    "vat_since",
    "vat_until",
    "number_prefix",
)
_HELP: "Final[dict[str, Any]]" = {
    "registration_number": _("As the CIPC gave it; not for sole proprietors."),
    "office_bearers": _("Names, parted by commas; not for sole proprietors."),
    "service_address": _("Empty: the street address."),
    "memberships": _("For example an industry body and where its code can be read. Empty: none."),
    "disputes": _("For example the ombud you belong to. Empty: buyers write to your e-mail address."),
    "terms": _("Buyers agree to them and can save them. The law's own rights stay whatever you write."),
    "privacy": _("What you do with buyers' names and addresses."),
    "vat_number": _(
        "Empty while you are not registered: then no VAT is charged and no tax invoice is issued."
    ),
    "number_prefix": _(
        "For example UF: your invoices are UF-INV-000001 and so on. It stays once one is issued."
    ),
}

if TYPE_CHECKING:
    _Model = forms.ModelForm[Seller]
else:
    _Model = forms.ModelForm


class SellerForm(_Model):
    """Who sells."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Seller
        fields = _NAMES
        help_texts = _HELP
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "service_address": forms.Textarea(attrs={"rows": 3}),
            "terms": forms.Textarea(attrs={"rows": 6}),
            "privacy": forms.Textarea(attrs={"rows": 4}),
            "vat_since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "vat_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data: Any = None, *, seller: Seller | None, initial: dict[str, Any]) -> None:
        given = {**initial, "seen": version_of(seller) if seller else ""}
        if seller is not None:
            given |= {name: getattr(seller, name) for name in _NAMES}
        super().__init__(data, initial=given)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in _NAMES}


class PayFastForm(forms.Form):
    """An account at PayFast."""

    merchant_id = forms.CharField(label=_("Merchant ID"), max_length=20)
    merchant_key = forms.CharField(label=_("Merchant key"), max_length=40)
    passphrase = forms.CharField(
        label=_("Passphrase"), max_length=64, help_text=_("Set it in PayFast's settings; refunds need it.")
    )
    is_test = forms.BooleanField(label=_("A sandbox account: no real money"), required=False)


class PaystackForm(forms.Form):
    """An account at Paystack."""

    secret_key = forms.CharField(
        label=_("Secret key"), max_length=80, help_text=_("Begins with sk_live_ or sk_test_.")
    )

    def clean_secret_key(self) -> str:
        """Refuse what is no secret key at all, before Paystack is asked."""
        key: str = self.cleaned_data["secret_key"]
        if key.startswith("pk_"):
            raise forms.ValidationError(
                _("This is the public key. Copy the secret key: it begins with sk_live_ or sk_test_.")
            )
        if not _SECRET_KEY.match(key):
            raise forms.ValidationError(
                _(
                    "A secret key begins with sk_live_ or sk_test_; only letters and digits follow. Copy all of it."
                )
            )
        return key


ACCOUNT_FORMS: "Final[dict[str, type[forms.Form]]]" = {"payfast": PayFastForm, "paystack": PaystackForm}
