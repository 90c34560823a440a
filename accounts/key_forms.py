"""What people type about API keys. Rules live in the services."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import role_forms
from accounts.services import api_keys
from synthai.core.access import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from accounts.role_forms import Tick

DAYS = 90
_TIME_ZONE = ZoneInfo("Africa/Johannesburg")


class KeyForm(forms.Form):
    """Name, last day, addresses, scopes."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Which program uses it, for example Till in Soweto.")
    )
    last_day = forms.DateField(
        label=_("Works until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most a year. A week before, you are reminded."),
    )
    addresses = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address or network a line, as 196.25.1.0/24. Empty means from anywhere."),
    )
    scopes = forms.MultipleChoiceField(label=_("May"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        field = self.fields["scopes"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, code) for code in api_keys.offered()]

    @property
    def groups(self) -> "list[tuple[_StrOrPromise, list[Tick]]]":
        """The scopes by app, for the page. A key is bound by its person's limits, so a limited one can be given."""
        unlimited = Actor(kind="person", label="", capabilities=self.by.capabilities)
        return role_forms.grouped(api_keys.offered(), ticked=self["scopes"].value() or [], by=unlimited)

    def details(self) -> dict[str, Any]:
        """What the service takes, beside who and when. The last day ends at midnight in Johannesburg."""
        given = self.cleaned_data
        end = datetime.combine(given["last_day"] + timedelta(days=1), time(0), _TIME_ZONE)
        return {
            "name": given["name"],
            "scopes": given["scopes"],
            "expires_at": end.astimezone(ZoneInfo("UTC")),
            "addresses": [line for line in given["addresses"].splitlines() if line.strip()],
        }

    def add_error(self, field: str | None, error: Any) -> None:
        """The service speaks of `expires_at`, the page of the last day."""
        super().add_error("last_day" if field == "expires_at" else field, error)


class RotateForm(forms.Form):
    """How long the old secret works still."""

    overlap_hours = forms.TypedChoiceField(
        label=_("The old secret works for another"),
        coerce=int,
        initial=24,
        choices=[
            (0, _("no time: it ends now")),
            (1, _("hour")),
            (24, _("day")),
            (72, _("three days")),
            (168, _("week")),
        ],
    )


def first_values() -> dict[str, Any]:
    """A new key: three months."""
    return {"last_day": localdate() + timedelta(days=DAYS)}


def last_day(expires_at: datetime) -> Any:
    """The last whole day before that moment."""
    return localdate(expires_at - timedelta(seconds=1))
