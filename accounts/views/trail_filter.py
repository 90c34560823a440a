"""The filters of the audit trail's page: by whom, about what, when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import selectors
from accounts.models import Membership
from synthai.core import audit_words
from synthai.core.audit_reading import TrailFilter

PERSON, KIND = "person:", "kind:"
_OTHERS = ("api_key", "automation", "ai", "staff", "system")


class TrailFilterForm(forms.Form):
    """Everything optional; `object` ("pricing.product:k3v9…") and `request` come from links, not from typing."""

    actor = forms.ChoiceField(label=_("Who"), required=False)
    noun = forms.ChoiceField(label=_("About"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=pgettext_lazy("date", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    object = forms.RegexField(r"^[a-z_.]+:[-\w]+$", required=False, widget=forms.HiddenInput)
    request = forms.RegexField(r"^[-\w]{1,64}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, members: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: list[tuple[str, Any]] = [(f"{PERSON}{row.user.public_id}", row.user.label) for row in members]
        kinds = [(f"{KIND}{kind}", audit_words.KINDS[kind]) for kind in _OTHERS]
        chosen = self.data.get("actor", "")
        if chosen.startswith(PERSON) and chosen not in dict(people):
            people.append((chosen, _("Somebody who left")))
        self._choose("actor", [("", _("Everybody")), *people, *kinds])
        self._choose("noun", [("", _("Everything")), *audit_words.noun_choices()])

    def wanted(self) -> TrailFilter:
        """What the service takes; a field that makes no sense is left out, and the form says so."""
        self.is_valid()
        given = self.cleaned_data
        actor, (object_type, _colon, object_id) = (
            given.get("actor", ""),
            given.get("object", "").partition(":"),
        )
        return TrailFilter(
            actor_user_id=self._person(actor),
            actor_kind=actor.removeprefix(KIND) if actor.startswith(KIND) else "",
            noun=given.get("noun", ""),
            object_type=object_type,
            object_id=object_id,
            request_id=given.get("request", ""),
            since=given.get("since"),
            until=given.get("until"),
        )

    def _person(self, actor: str) -> int | None:
        if not actor.startswith(PERSON):
            return None
        return selectors.user_id_of(actor.removeprefix(PERSON)) or -1  # nobody, so nothing fits

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
