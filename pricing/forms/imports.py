"""Input of the import and product pages: types and formats only; rules are the services'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pricing.forms.decide import AmountField
from pricing.imports.answers import Options
from pricing.imports.roles import EXTRA, OFFERED, Mapping, Role
from pricing.models import VatTreatment

_MAIN = (
    Role.DATE,
    Role.SKU,
    Role.NAME,
    Role.CATEGORY,
    Role.UNITS,
    Role.UNIT_PRICE,
    Role.UNIT_COST,
    Role.LINE_TOTAL,
)
_SKETCH = 3  # cells of a column shown beside its heading


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Sales file"),
        error_messages={"required": _("Choose a CSV or Excel file first.")},
        allow_empty_file=True,  # the service says what is wrong with an empty one
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class MappingForm(forms.Form):
    """What each column means, and the answers only a person can give."""

    date_order = forms.ChoiceField(
        label=_("How are dates written?"),
        required=False,
        choices=[("dmy", _("Day first: 21/11/2026")), ("mdy", _("Month first: 11/21/2026"))],
        widget=forms.RadioSelect,
    )
    prices_include_vat = forms.ChoiceField(
        label=_("Do the prices in this file include VAT?"),
        required=False,
        choices=[("yes", _("Yes, as customers pay them")), ("no", _("No, VAT comes on top"))],
        widget=forms.RadioSelect,
    )
    week_one_on = forms.DateField(
        label=_("On which day did week 1 begin?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    repeats = forms.ChoiceField(
        label=_("If two rows are exactly alike"),
        required=False,
        choices=[
            ("add", _("Count both: each is a sale of its own")),
            ("drop", _("Count one: the other is a mistake")),
        ],
    )
    extra = forms.TypedMultipleChoiceField(
        label=_("Further columns that may drive demand"),
        help_text=_("Numbers only, such as rainfall or the price of petrol."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, headings: list[str], rows: list[list[str]], asks: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        columns = [(place, _sketch(heading, place, rows)) for place, heading in enumerate(headings)]
        for role, meaning in OFFERED.items():
            self.fields[role.value] = forms.TypedChoiceField(
                label=meaning.label,
                help_text=str(meaning.help),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("Not in this file")), *columns],
            )
        extra = self.fields["extra"]
        if isinstance(extra, forms.ChoiceField):
            extra.choices = columns
        for name, field in (
            ("date_order", "date_order"),
            ("vat", "prices_include_vat"),
            ("week_one_on", "week_one_on"),
        ):
            self.fields[field].required = name in asks

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The columns that most files have."""
        return [self[role.value] for role in _MAIN]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The columns that some files have."""
        return [self[role.value] for role in OFFERED if role not in _MAIN]

    @property
    def uses_more(self) -> bool:
        """Whether any of those is chosen already."""
        return any(field.value() not in {None, ""} for field in self.more_fields) or bool(
            self["extra"].value()
        )

    def chosen(self) -> Mapping:
        """The mapping that was chosen."""
        found: Mapping = {
            role.value: self.cleaned_data[role.value]
            for role in OFFERED
            if self.cleaned_data.get(role.value) is not None
        }
        return {**found, EXTRA: self.cleaned_data["extra"]} if self.cleaned_data["extra"] else found

    def answers(self) -> Options:
        """The answers that were given."""
        week_one = self.cleaned_data["week_one_on"]
        with_vat = self.cleaned_data["prices_include_vat"]
        return Options(
            date_order=self.cleaned_data["date_order"] or None,
            prices_include_vat=None if not with_vat else with_vat == "yes",
            week_one_on=week_one.isoformat() if week_one else None,
            repeats=self.cleaned_data["repeats"] or "add",
        )


def _sketch(heading: str, place: int, rows: list[list[str]]) -> str:
    """A column as people recognise it: its letter, heading and first cells."""
    cells = [row[place] for row in rows if place < len(row) and row[place].strip()][:_SKETCH]
    return (
        f"{column_letter(place)}  {heading or '–'}  ({', '.join(cells)})"
        if cells
        else f"{column_letter(place)}  {heading or '–'}"
    )


def column_letter(place: int) -> str:
    """A spreadsheet's name of a column counted from 0: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def initial_of(mapping: Mapping, answers: Options) -> dict[str, Any]:
    """A mapping and answers as the form's initial values."""
    known = {role.value for role in Role}
    values: dict[str, Any] = {name: place for name, place in mapping.items() if name in known | {EXTRA}}
    with_vat = answers.prices_include_vat
    return {
        **values,
        "date_order": answers.date_order,
        "prices_include_vat": "no" if with_vat is False else "yes",
        "week_one_on": answers.week_one,
        "repeats": answers.repeats,
    }


class ProductFilterForm(forms.Form):
    """The list's filters, from the query string."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    category = forms.ChoiceField(label=_("Category"), required=False)
    shelf = forms.ChoiceField(
        label=_("Shelf"),
        required=False,
        choices=[("on", _("On sale")), ("low", _("Running low")), ("away", _("Put away")), ("all", _("All"))],
    )

    def __init__(self, *args: Any, categories: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All categories")), *((name, name) for name in categories)]
        self.fields["q"].widget.attrs["placeholder"] = _("Name or code")


class ProductForm(forms.Form):
    """What a person may change on a product."""

    name = forms.CharField(label=_("Name"), max_length=250)
    current_price = AmountField(label=_("Price with VAT"), required=False)
    vat = forms.ChoiceField(label=_("VAT"), choices=VatTreatment.choices)
    unit_cost = AmountField(
        label=_("Cost without VAT"), required=False, help_text=_("What one unit costs you from today on.")
    )
    floor_price = AmountField(
        label=_("Lowest price"), required=False, help_text=_("Advice never goes below it.")
    )
    ceiling_price = AmountField(
        label=_("Highest price"), required=False, help_text=_("Advice never goes above it.")
    )
    is_archived = forms.BooleanField(
        label=_("Put away: keep its history, leave it out of advice"), required=False
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
