"""Input of the pages for marketing texts: types and formats only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content import copy_terms
from synthai.core.money import AmountUnclear, parse_amount

_ENOUGH = 600


class RandField(forms.CharField):
    """An amount as people type it; cleaned to text such as 1234.50, or empty."""

    def clean(self, value: Any) -> str:
        """The amount. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            amount = parse_amount(text)
        except AmountUnclear as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < amount < 1_000_000_000:
            raise forms.ValidationError(_("Type an amount above nought."))
        return f"{amount:.2f}"


class CopyForm(forms.Form):
    """What is to be written, and what about."""

    name = forms.CharField(
        label=_("What is it about?"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "products"}),
        help_text=_("A product, a service or an offer."),
    )
    what = forms.CharField(
        label=_("What is it, in one sentence?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    benefits = forms.CharField(
        label=_("What is good about it?"),
        max_length=_ENOUGH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One line each, five at most. Only what is true: nothing is added to it."),
    )
    price = RandField(label=_("Price"), max_length=20, required=False)
    before = RandField(label=_("Price before, if it is an offer"), max_length=20, required=False)
    until = forms.DateField(
        label=_("Last day of the offer"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.CharField(label=_("Where people find it"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("How people reach you"),
        max_length=120,
        required=False,
        help_text=_("Phone, WhatsApp, website or mail, as they should read it."),
    )
    kind = forms.ChoiceField(label=_("Where does it go?"), choices=list(copy_terms.CHANNELS.items()))
    tone = forms.ChoiceField(
        label=_("How should it sound?"),
        choices=[(code, name) for code, (name, _words) in copy_terms.TONES.items()],
        initial="friendly",
    )
    length = forms.ChoiceField(
        label=_("How long?"), choices=list(copy_terms.LENGTHS.items()), initial="medium"
    )
    language = forms.ChoiceField(label=_("Language"), initial="en")
    number = forms.TypedChoiceField(
        label=_("Variants"), choices=[(2, "2"), (3, "3"), (4, "4")], coerce=int, initial=3
    )
    banned = forms.CharField(
        label=_("Words not to be used in this text"),
        max_length=_ENOUGH,
        required=False,
        help_text=_("Parted by commas."),
    )
    with_model = forms.BooleanField(
        label=_("Let the language model write variants too"),
        required=False,
        help_text=_("What you typed here goes to its provider. What it writes is compared with it."),
    )

    def __init__(self, *args: Any, has_model: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_model:
            del self.fields["with_model"]
        known = [each for each in copy_terms.LANGUAGES.items() if has_model or each[0] in copy_terms.BY_RULE]
        self.fields["language"].choices = known  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """What the text is about, as JSON holds it."""
        given = self.cleaned_data
        lines = [" ".join(line.split()) for line in given["benefits"].splitlines()]
        made: dict[str, Any] = {
            key: " ".join(given[key].split())
            for key in ("name", "what", "price", "before", "place", "contact")
            if given[key]
        }
        if benefits := [line for line in lines if line][: copy_terms.MOST_BENEFITS]:
            made["benefits"] = benefits
        if given["until"]:
            made["until"] = given["until"].isoformat()
        return made

    def words(self) -> tuple[str, ...]:
        """The words that are not to be used here."""
        return tuple(
            " ".join(each.split()).lower() for each in self.cleaned_data["banned"].split(",") if each.strip()
        )


class VariantForm(forms.Form):
    """One variant, to be changed."""

    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))


class OwnTextForm(forms.Form):
    """A text of one's own, to be judged, or written anew by a language model."""

    own = forms.CharField(
        label=_("Your text"), max_length=copy_terms.MOST_OWN, widget=forms.Textarea(attrs={"rows": 8})
    )
    kind = forms.ChoiceField(label=_("Where does it go?"), choices=list(copy_terms.CHANNELS.items()))
    language = forms.ChoiceField(
        label=_("Language"), choices=list(copy_terms.LANGUAGES.items()), initial="en"
    )
    how = forms.ChoiceField(label=_("Write it anew"), choices=list(copy_terms.HOWS.items()), required=False)


class BannedForm(forms.Form):
    """Words to be added to the list."""

    words = forms.CharField(
        label=_("Words or phrases"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Their forms are found too: “cheap” finds cheaper and cheapest."),
    )
