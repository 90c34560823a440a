"""What stands on a supplier's invoice, as somebody types it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.checker.received import Expense, Use
from billing.models import CheckSource
from synthai.core.money import AmountUnclear, parse_amount

_DAY: Final = {"invalid": _("Write the day as year-month-day, for example 2026-11-27.")}
_LARGEST: Final = Decimal("999999999999.99")
_MOST_LINES: Final = 100_000
EXPENSES: Final = [
    (Expense.GENERAL.value, _("Goods or services for the business")),
    (Expense.ENTERTAINMENT.value, _("Entertainment: food, drinks, accommodation, tickets")),
    (Expense.MOTOR_CAR.value, _("A motor car, bought or rented")),
    (Expense.CLUB.value, _("A subscription of a sports, social or recreational club")),
]
USES: Final = [
    (Use.TAXABLE.value, _("Only for sales with VAT (15 % or zero-rated)")),
    (Use.MIXED.value, _("Partly for exempt sales or private use")),
    (Use.OTHER.value, _("Not for sales with VAT at all")),
]


class AmountField(forms.CharField):
    """An amount as people write it here: R1 150,00, 1,150.00 or 1150."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """A Decimal, or None where nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_amount(text)
        except AmountUnclear as error:
            raise ValidationError(str(error)) from error
        if not 0 <= amount <= _LARGEST:
            raise ValidationError(_("Write an amount from R0 on, as it stands on the invoice."))
        return amount


class RatesField(forms.CharField):
    """Rates of VAT in per cent, with a comma or a space between several."""

    def clean(self, value: Any) -> Any:
        """A tuple of Decimals."""
        text = super().clean(value).replace("%", " ").replace(";", " ")
        words = text.replace(", ", " ").split()
        try:
            rates = tuple(Decimal(word.strip(",").replace(",", ".")) for word in words)
        except InvalidOperation as error:
            raise ValidationError(_("Write the rate in per cent, for example 15.")) from error
        if any(not rate.is_finite() or not 0 <= rate <= 100 for rate in rates):  # noqa: PLR2004 - per cent
            raise ValidationError(_("A rate is between 0 and 100 per cent, for example 15."))
        return rates


def _text(label: Any, most: int, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text, widget=widget)


def _area(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        error_messages=_DAY,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class CheckForm(forms.Form):
    """Leave empty what the invoice does not show: that is what is judged. Names as in services.checking_answers."""

    heading = _text(
        _("What it is headed"),
        80,
        _("The words at the top, for example “Tax invoice”. Empty if there are none."),
    )
    supplier_name = _text(_("Supplier's name"), 200)
    supplier_address = _area(_("Supplier's address"))
    supplier_vat_number = _text(
        _("Supplier's VAT number"), 20, _("Ten digits, the first a 4."), inputmode="numeric"
    )
    number = _text(_("Invoice number"), 100)
    issued_on = _day(_("Date of issue"))
    supplied_on = _day(_("Date of supply"), _("Only if it differs: it decides the rate of VAT."))
    description = _area(_("What was supplied"), _("As the invoice describes it."))
    has_quantity = _flag(_("It gives the quantity or volume"))
    incl = AmountField(label=_("Amount with VAT"))
    vat = AmountField(label=_("VAT"), help_text=_("Empty if only the rate is printed."))
    excl = AmountField(label=_("Amount without VAT"), help_text=_("Empty if it is not printed."))
    rates = RatesField(
        label=_("Rate of VAT, in %"),
        max_length=60,
        required=False,
        help_text=_("As printed, for example 15."),
    )
    recipient_name = _text(_("Your name, as it stands there"), 200)
    recipient_address = _area(_("Your address, as it stands there"))
    recipient_vat_number = _text(_("Your VAT number, as it stands there"), 20, inputmode="numeric")
    taxed = AmountField(
        label=_("Part of it that has VAT, without VAT"),
        help_text=_("Only where other lines are zero-rated or exempt."),
    )
    lines = forms.IntegerField(required=False, min_value=1, max_value=_MOST_LINES, widget=forms.HiddenInput)
    currency = _text(_("Currency"), 3, _("Three letters, if it is not in rand."))
    is_second_hand = _flag(_("These are second-hand goods"))
    is_copy = _flag(_("It says “Copy”"))
    is_self_billed = _flag(_("We made this invoice for the supplier (self-billing)"))
    expense = forms.ChoiceField(
        label=_("What was bought"), choices=EXPENSES, required=False, initial=Expense.GENERAL.value
    )
    use = forms.ChoiceField(
        label=_("What it is for"), choices=USES, required=False, initial=Use.TAXABLE.value
    )
    taxable_share = forms.DecimalField(
        label=_("Share for sales with VAT, in %"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=7,
        decimal_places=4,
        help_text=_("Only where it is partly for others; your accountant knows it."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    was_claimed = _flag(_("It was claimed before"))
    our_vat_number = _text(
        _("Your VAT number"), 20, _("Empty if you are not registered for VAT."), inputmode="numeric"
    )
    vendor_from = _day(_("Registered for VAT since"), _("If it was not long ago."))
    is_on_payments_basis = _flag(_("We account for VAT on the payments basis"))
    paid = AmountField(label=_("Paid so far"), help_text=_("On the payments basis only; empty if all of it."))
    source = forms.ChoiceField(
        choices=CheckSource.choices, required=False, initial=CheckSource.TYPED, widget=forms.HiddenInput
    )

    PAPER = ("heading", "number", "issued_on", "supplied_on", "description", "has_quantity")
    SUPPLIER = ("supplier_name", "supplier_vat_number", "supplier_address")
    SUMS = ("incl", "vat", "excl", "rates")
    RECIPIENT = ("recipient_name", "recipient_address", "recipient_vat_number")
    BOUGHT = ("expense", "use", "taxable_share", "was_claimed")
    YOU = ("our_vat_number", "vendor_from", "is_on_payments_basis", "paid")
    MORE = ("taxed", "currency", "is_second_hand", "is_copy", "is_self_billed")

    def clean(self) -> dict[str, Any]:
        """An empty form is no invoice; single things may be missing on one, which the checker says."""
        values = super().clean() or {}
        if not self.errors and not any(
            values.get(name) for name in (*self.PAPER, *self.SUPPLIER, *self.SUMS)
        ):
            self.add_error("incl", _("Type what stands on the invoice, first the amount with VAT."))
        return values

    def clean_issued_on(self) -> date | None:
        """VAT began in 1991."""
        return self._after_vat_began("issued_on")

    def clean_supplied_on(self) -> date | None:
        """VAT began in 1991."""
        return self._after_vat_began("supplied_on")

    def _after_vat_began(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day < date(1991, 9, 30):
            raise ValidationError(_("There was no VAT before 30 September 1991. Check the year."))
        return day


class InvoiceFileForm(forms.Form):
    """An electronic invoice; services.invoice_files judges it."""

    file = forms.FileField(label=_("Electronic invoice"), required=False, allow_empty_file=True)
