"""What people outside type: a code, a signature, a no, somebody else; and a sealed file to be checked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content import signing_terms as terms


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class SignForm(forms.Form):
    """A signature: the name, a drawing where somebody drew one, the words that are agreed to."""

    name = forms.CharField(
        label=_("Your full name"), max_length=terms.NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )  # fmt: skip
    drawing = forms.CharField(
        required=False, max_length=terms.MOST_DRAWING_BYTES * 2, widget=forms.HiddenInput(attrs={"data-signature-out": ""})
    )  # fmt: skip
    consent = forms.BooleanField(label=_("I sign electronically"), required=False)


class DeclineForm(forms.Form):
    """Why somebody does not sign."""

    reason = forms.CharField(
        label=_("Why do you not sign?"), max_length=terms.REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The sender reads it. The request then ends for everybody."),
    )  # fmt: skip


class PassOnForm(forms.Form):
    """Who signs instead."""

    name = forms.CharField(label=_("Their name"), max_length=terms.NAME_LENGTH)
    email = forms.EmailField(label=_("Their e-mail address"), max_length=terms.EMAIL_LENGTH)


class CheckForm(forms.Form):
    """A sealed file, or its hash."""

    file = forms.FileField(label=_("The signed PDF"), required=False)
    sha256 = forms.CharField(
        required=False, max_length=100, widget=forms.HiddenInput(attrs={"data-digest-out": ""})
    )
    reference = forms.CharField(
        required=False, max_length=60, widget=forms.HiddenInput(attrs={"data-reference-out": ""})
    )
