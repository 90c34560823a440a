"""Input of the pages of checks and suggestions: types and formats only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.check_terms import REASON_LENGTH, FindingGroup, Urgency
from publishing.selectors.findings import FindingFilter


class FindingFilterForm(forms.Form):
    """What the list of findings shows."""

    group = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("Everything")), *FindingGroup.choices]
    )
    seen = forms.ChoiceField(
        label=_("Where"),
        required=False,
        choices=[
            ("", _("Drafts and published")),
            ("live", _("Readers see it")),
            ("draft", _("Only in drafts")),
        ],
    )
    urgency = forms.CharField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> FindingFilter:
        """The filter; what is unknown counts as not chosen."""
        self.is_valid()
        clean = self.cleaned_data
        urgency = clean.get("urgency", "")
        known = {str(each) for each in Urgency.values}
        return FindingFilter(
            urgency=urgency if urgency in known else "",
            group=clean.get("group", ""),
            seen=clean.get("seen", ""),
            is_dismissed=urgency == "dismissed",
        )


class ReasonForm(forms.Form):
    """Why a finding stays."""

    reason = forms.CharField(label=_("Why it stays"), max_length=REASON_LENGTH, required=False)


class HelpChoiceForm(forms.Form):
    """Whether a language model may read drafts."""

    uses_models = forms.BooleanField(
        label=_("A language model may read drafts to suggest summaries and tags"), required=False
    )
