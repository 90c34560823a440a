"""What people type about branches, and tick where they choose some. Rules live in the services."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.branch import CODE_LENGTH
from accounts.selectors import BranchOption


class BranchForm(forms.Form):
    """A branch: name, code, city."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As your team says it, for example Durban North.")
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        help_text=_("Short, for lists and files, for example DBN-N: letters, digits and hyphens."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    city = forms.CharField(label=_("City"), max_length=60, required=False)


class MemberBranchesForm(forms.Form):
    """The branches one member belongs to."""

    def __init__(
        self, *args: Any, branches: list[BranchOption], present: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = list(present)
        self.fields["branches"] = choice_field(initial=kept)
        offer(self, [branch for branch in branches if branch.is_active or branch.id in kept])


def choice_field(initial: Iterable[str] = ()) -> forms.MultipleChoiceField:
    """Ticks for some branches, or none."""
    return forms.MultipleChoiceField(
        initial=list(initial),
        label=_("Branches"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked means the whole organisation, as for a head office."),
    )


def offer(form: forms.Form, branches: list[BranchOption]) -> None:
    """Let the form choose among these; an organisation without branches is not asked."""
    field = form.fields["branches"]
    if not branches:
        del form.fields["branches"]
    elif isinstance(field, forms.MultipleChoiceField):
        field.choices = [
            (branch.id, branch.name if branch.is_active else _("%s (closed)") % branch.name)
            for branch in branches
        ]
