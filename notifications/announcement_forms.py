"""What people type to write to many, and to say who is asked first."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from notifications import audiences, carriers
from notifications.audiences import Scope
from notifications.channels.protocol import Channel
from notifications.models import Purpose
from notifications.models.message import CHANNELS
from notifications.services.announcing import Draft
from notifications.services.counting import Written

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_CHANNELS = dict(CHANNELS)
PLACES = 5


class AnnouncementForm(forms.Form):
    """What to say, to whom, by which ways and when."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    url = forms.CharField(
        label=_("Page it leads to"),
        max_length=300,
        required=False,
        help_text=_("A path of this site, such as /o/umoja-foods/pricing/."),
    )
    channels = forms.MultipleChoiceField(label=_("By"), widget=forms.CheckboxSelectMultiple)
    on_day = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    at_time = forms.TimeField(
        label=_("At"),
        required=False,
        help_text=_("By each person's own clock. Empty: at once."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    scope: ClassVar[Scope] = "team"

    def __init__(self, *args: Any, row: Written | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(row) if row is not None else {"channels": ["in_app", "email"]})
        super().__init__(*args, **kwargs)
        carried = carriers.channels()
        ways: Any = self.fields["channels"]
        ways.choices = [(each.value, _CHANNELS[each.value]) for each in Channel if each in carried]
        self.audience = audiences.offered(self.scope)[0]
        for parameter in self.audience.parameters:
            self.fields[parameter.name] = forms.ChoiceField(
                label=parameter.label, choices=parameter.options(), required=False
            )

    def clean_url(self) -> str:
        """A page of ours, or none."""
        url = str(self.cleaned_data["url"]).strip()
        if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)):
            raise forms.ValidationError(_("Give a path of this site that begins with /, or leave it empty."))
        return url

    def draft(self) -> Draft:
        """As the service takes it."""
        said = self.cleaned_data
        return Draft(
            title=said["title"],
            body=said["body"],
            url=said["url"],
            channels=tuple(said["channels"]),
            audience=self.audience.name,
            audience_args={each.name: said.get(each.name, "") for each in self.audience.parameters},
            on_day=said["on_day"],
            at_time=said["at_time"],
            purpose=said.get("purpose") or Purpose.SERVICE.value,
        )

    def narrowing(self) -> list[Any]:
        """The fields that say who, for templates."""
        return [self[each.name] for each in self.audience.parameters]


class StaffAnnouncementForm(AnnouncementForm):
    """Of staff: also what it is, for the law."""

    purpose = forms.ChoiceField(
        label=_("What it is"),
        choices=Purpose.choices,
        help_text=_(
            "Marketing goes only to people who agreed themselves, and waits for a second person of staff. Offers in a service announcement "
            "are against the law."
        ),
    )
    scope: ClassVar[Scope] = "staff"
    field_order = ("purpose", "title", "body", "url")


class OnCallForm(forms.Form):
    """Five places, each for one person."""

    def __init__(
        self, *args: Any, chosen: Sequence[int], people: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody: list[tuple[int | str, _StrOrPromise]] = [("", _("Nobody"))]
        for place in range(min(PLACES, max(1, len(people)))):
            self.fields[f"place_{place}"] = forms.TypedChoiceField(
                label=_NAMES[place],
                choices=[*nobody, *people],
                coerce=int,
                empty_value=None,
                required=False,
                initial=chosen[place] if place < len(chosen) else "",
            )

    def order(self) -> list[int]:
        """The people in their order, each once."""
        given: Mapping[str, int | None] = self.cleaned_data
        return list(dict.fromkeys(each for each in given.values() if each is not None))


_NAMES = (_("First"), _("Second"), _("Third"), _("Fourth"), _("Fifth"))


def _initial(row: Written) -> dict[str, Any]:
    names = ("title", "body", "url", "channels", "on_day", "at_time", "purpose")
    return {**{name: getattr(row, name) for name in names}, **row.audience_args}
