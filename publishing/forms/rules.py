"""The rules of a library."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RulesForm(forms.Form):
    """What is demanded before readers see a piece."""

    demands_review = forms.BooleanField(
        label=_("Somebody else approves a piece before it is published"), required=False
    )
