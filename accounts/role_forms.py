"""What people type and tick about roles. Rules live in the services."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import policy, roles
from accounts.models import CustomRole, Organisation
from accounts.services import custom_roles
from synthai.core.access import Actor, capabilities

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One capability of the form; `is_held` when the person may give it."""

    code: str
    title: "_StrOrPromise"
    is_ticked: bool
    is_held: bool


class RoleEditForm(forms.Form):
    """A role of one's own: name, words, ticks."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("As your team says it, for example Shop manager.")
    )
    description = forms.CharField(
        label=_("What it is for"), max_length=200, required=False, widget=forms.TextInput()
    )
    capabilities = forms.MultipleChoiceField(
        label=_("May"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        field = self.fields["capabilities"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, code) for code in custom_roles.offered()]

    @property
    def groups(self) -> "list[tuple[_StrOrPromise, list[Tick]]]":
        """The capabilities by app, for the page."""
        ticked = set(self["capabilities"].value() or [])
        return grouped(custom_roles.offered(), ticked=ticked, by=self.by)

    def details(self) -> dict[str, Any]:
        """What the service takes, beside who."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "description": cleaned["description"],
            "wanted": cleaned["capabilities"],
        }


class RoleDeleteForm(forms.Form):
    """Which role the holders get instead."""

    move_to = forms.ChoiceField(label=_("They get this role instead"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, role: CustomRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["move_to"]
        if isinstance(field, forms.ChoiceField):
            left = [(code, label) for code, label in choices(organisation) if code != role.public_id]
            field.choices = [("", _("Choose a role")), *left]


def grouped(
    codes: Iterable[str], *, ticked: Iterable[str], by: Actor
) -> "list[tuple[_StrOrPromise, list[Tick]]]":
    """Capabilities with a tick each, by app."""
    wanted, known = set(ticked), capabilities()
    ticks: dict[str, list[Tick]] = {}
    for code in codes:
        is_held = code in by.capabilities and not by.has_rules_on(code)
        tick = Tick(code=code, title=known[code].title, is_ticked=code in wanted, is_held=is_held)
        ticks.setdefault(code.partition(".")[0], []).append(tick)
    return [(roles.app_title(app), found) for app, found in ticks.items()]


def choices(organisation: Organisation) -> "list[tuple[str, _StrOrPromise]]":
    """The roles that can be given here: the built-in ones, then the organisation's own by name."""
    own = sorted(policy.of(organisation).roles.values(), key=lambda role: role.name.lower())
    return [(role.value, role.label) for role in roles.ASSIGNABLE] + [(role.code, role.name) for role in own]
