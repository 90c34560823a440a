"""Input of the pages that sell courses: for buyers, for who claims a place, for trainers."""

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import gettext_lazy as _

from courses.models import Offer
from courses.services.selling.purchases import Wish
from synthai.core.versions import version_of

_OFFER: Final = (
    "visibility",
    "is_on_sale",
    "price",
    "early_price",
    "early_until",
    "trainer",
    "learns",
    "promise_days",
    "promise_share",
)
_DATE: Final = {"type": "date"}

if TYPE_CHECKING:
    _Model = forms.ModelForm[Offer]
else:
    _Model = forms.ModelForm


class BuyForm(forms.Form):
    """Who buys, and what they agree to."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The way into the course and your invoice go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_("Cellphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Address for the invoice"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    vat_number = forms.CharField(
        label=_("Your VAT number"),
        required=False,
        max_length=20,
        help_text=_("Only if you buy for a business that has one."),
    )
    coupon = forms.CharField(label=_("Coupon"), required=False, max_length=30)
    agrees = forms.BooleanField(
        label=_(
            "I agree to the terms. When I open the first lesson the course has begun, and my right to cancel within seven "
            "days ends."
        ),
        required=False,
    )

    def __init__(self, data: Any = None, *, user: Any = None) -> None:
        initial: dict[str, Any] = {"key": uuid4()}
        if user is not None and user.is_authenticated:
            initial |= {"name": user.name, "email": user.email}
        super().__init__(data, initial=initial)

    def wish(self, *, user_id: int | None) -> Wish:
        """What the service takes."""
        given = dict(self.cleaned_data)
        return Wish(**{**given, "key": str(given["key"])}, user_id=user_id)


class ClaimForm(forms.Form):
    """A new account for a buyer; the address is the order's and is not asked."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """The same rules as at sign-up."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class OfferForm(_Model):
    """How a course is offered."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Offer
        fields = _OFFER
        widgets = {
            "visibility": forms.RadioSelect,
            "early_until": forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
            "learns": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "price": _("In rand, with VAT if you are registered. 0 is free."),
            "learns": _("A line for each point."),
            "promise_days": _("Your own promise, beside the law’s seven days. 0: none."),
        }

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data, instance=None, initial=_initial(offer))

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in _OFFER}


class CouponForm(forms.Form):
    """A code for buyers."""

    code = forms.CharField(
        label=_("Code"), max_length=30, help_text=_("For example EARLY20. Buyers type it in any case.")
    )
    percent_off = forms.DecimalField(label=_("Per cent off"), required=False, max_digits=5, decimal_places=2)
    amount_off = forms.DecimalField(
        label=_("Or an amount off"), required=False, max_digits=12, decimal_places=2
    )
    item = forms.ChoiceField(label=_("Only for"), required=False)
    most = forms.IntegerField(
        label=_("How often in all"),
        required=False,
        min_value=1,
        help_text=_("Empty: as often as it is used."),
    )
    valid_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=_DATE))
    valid_until = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs=_DATE))

    def __init__(self, data: Any = None, *, courses: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["item"].choices = [("", _("Every course")), *courses]  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why a buyer is paid back."""

    reason = forms.CharField(label=_("Why"), required=False, max_length=200)


def _initial(offer: Offer) -> dict[str, Any]:
    kept = {name: getattr(offer, name) for name in _OFFER}
    return {**kept, "seen": version_of(offer) if offer.pk else ""}
