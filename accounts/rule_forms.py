"""A rule as a form, and the form as a rule. What is right is the linter's to say."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import role_forms
from accounts.services.custom_roles import OWNERS_ALONE
from accounts.services.rules import RuleWrong
from synthai.core.access import Actor, capabilities
from synthai.core.rules import ALLOW, DENY, FACTS, PLACES, Facts
from synthai.core.rules_lint import Surroundings
from synthai.core.rules_words import DAY_TITLES

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from accounts.role_forms import Tick

_SIMPLE_BOUNDS = {"above", "at_most"}
_FIELDS = {
    "subject": "subject",
    "actions": "actions",
    "effect": "effect",
    "when.percent": "percent_at_most",
    "when.amount": "amount_at_most",
    "when.category": "category",
    "when.branch": "branch",
    "when.weekdays": "weekdays",
    "when.hours": "hours_from",
}


def _number(label: "_StrOrPromise") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(0), max_digits=14, decimal_places=2
    )


class RuleForm(forms.Form):
    """Whom, what, only when or never when. Empty conditions do not count."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Whoever the rule refuses is told this name, as “Up to 10 %”."),
    )
    subject = forms.ChoiceField(label=_("For whom"))
    effect = forms.ChoiceField(
        label=_("The rule"),
        choices=[
            (ALLOW, _("allows it only when all of this holds")),
            (DENY, _("refuses it when all of this holds")),
        ],
        initial=ALLOW,
    )
    actions = forms.MultipleChoiceField(label=_("About"), required=False, widget=forms.CheckboxSelectMultiple)
    percent_at_most = _number(_("Change of at most"))
    percent_above = _number(_("Change of more than"))
    amount_at_most = _number(_("Amount of at most"))
    amount_above = _number(_("Amount of more than"))
    category = forms.CharField(
        label=_("Category"), required=False, help_text=_("Several with commas between.")
    )
    branch = forms.MultipleChoiceField(
        label=_("Branches"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The branch it is about or, when it is about none, a branch of who does it. Who belongs to no branch works "
            "for the whole organisation: a rule that allows never covers them, one that refuses always does."
        ),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days"), required=False, choices=list(DAY_TITLES.items()), widget=forms.CheckboxSelectMultiple
    )
    hours_from = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    hours_until = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("South African time; may pass midnight."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In force"), required=False, initial=True)

    def __init__(self, *args: Any, around: Surroundings, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        _leave_out_untold(self, "category")
        _offer_branches(self, around)
        _choose(self, "subject", subject_choices(around))
        known = capabilities()
        _choose(self, "actions", [(code, known[code].title) for code in self._offered()])

    @property
    def groups(self) -> "list[tuple[_StrOrPromise, list[Tick]]]":
        """The actions by app, for the page."""
        return role_forms.grouped(self._offered(), ticked=self["actions"].value() or [], by=self.by)

    def _offered(self) -> list[str]:
        """What is the owner's alone is left out, since no rule binds them; but for what the rule names already."""
        named = {*(self.get_initial_for_field(self.fields["actions"], "actions") or ())}
        offered = (code for code, each in capabilities().items() if each.roles and code not in OWNERS_ALONE)
        return sorted({*offered, *(code for code in named if code in capabilities())})

    def definition(self) -> dict[str, Any]:
        """The rule these fields say. Needs `is_valid`."""
        given = self.cleaned_data
        kind, _colon, named = given["subject"].partition(":")
        when: dict[str, Any] = {}
        for fact in ("percent", "amount"):
            bounds = {bound: given[f"{fact}_{bound}"] for bound in ("above", "at_most")}
            said = {bound: str(value) for bound, value in bounds.items() if value is not None}
            if said:
                when[fact] = said
        if given.get("branch"):
            when["branch"] = given["branch"]
        names = [name.strip() for name in given.get("category", "").split(",") if name.strip()]
        if names:
            when["category"] = names
        if given["weekdays"]:
            when["weekdays"] = given["weekdays"]
        if given["hours_from"] or given["hours_until"]:
            ends = {"from": given["hours_from"], "until": given["hours_until"]}
            when["hours"] = {end: f"{value:%H:%M}" if value else "" for end, value in ends.items()}
        subject = {"kind": kind, "id": named} if named else {"kind": kind}
        return {"effect": given["effect"], "subject": subject, "actions": given["actions"], "when": when}

    def show(self, refusal: RuleWrong) -> None:
        """Put each finding beside its field."""
        for finding in refusal.findings:
            place = ".".join(finding.pointer.split(".")[:2])
            self.add_error(_FIELDS.get(place), finding.sentence)


class WhyForm(forms.Form):
    """Who wants to do what, and what is known of the deed."""

    who = forms.ChoiceField(label=_("Who"))
    capability = forms.ChoiceField(label=_("Wants to"))
    percent = _number(_("Change"))
    amount = _number(_("Amount"))
    category = forms.CharField(label=_("Category"), required=False)
    branch = forms.ChoiceField(label=_("Branch it is about"), required=False)
    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty means now."),
    )

    def __init__(
        self,
        *args: Any,
        who: "list[tuple[str, _StrOrPromise]]",
        branches: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "branch", [("", _("None")), *branches.items()])
        _leave_out_untold(self, *PLACES)
        _choose(self, "who", who)
        _choose(
            self, "capability", [(code, each.title) for code, each in capabilities().items() if each.roles]
        )

    def facts(self) -> Facts:
        """What is known of the deed. Needs `is_valid`."""
        given = self.cleaned_data
        code = given["capability"]
        told = {fact: given.get(fact) if given.get(fact) != "" else None for fact in FACTS}
        return Facts(resource=capabilities()[code].resource, **told)

    def moment(self, *, now: datetime) -> datetime:
        """The moment asked about."""
        at: datetime | None = self.cleaned_data["at"]
        return at.astimezone(ZoneInfo("UTC")) if at else now


def initial_of(name: str, definition: Mapping[str, Any], *, is_active: bool) -> dict[str, Any]:
    """A rule as the form's first values."""
    subject, when = definition["subject"], definition.get("when") or {}
    found: dict[str, Any] = {
        "name": name,
        "effect": definition["effect"],
        "subject": f"{subject['kind']}:{subject.get('id', '')}",
        "actions": definition["actions"],
        "is_active": is_active,
        "weekdays": when.get("weekdays", []),
        **{
            f"{fact}_{bound}": value
            for fact in ("percent", "amount")
            for bound, value in when.get(fact, {}).items()
        },
        "category": ", ".join(when.get("category", [])),
        "branch": when.get("branch", []),
    }
    if "hours" in when:
        found |= {"hours_from": when["hours"]["from"], "hours_until": when["hours"]["until"]}
    return found


def fits_form(definition: Mapping[str, Any]) -> bool:
    """Whether the form can say all of a rule; what came over the API may say more."""
    when = definition.get("when") or {}
    bounds = {bound for fact in ("percent", "amount") for bound in when.get(fact, {})}
    return bounds <= _SIMPLE_BOUNDS and not definition.get("resource")


def as_text(definition: Mapping[str, Any]) -> str:
    """The rule as data, for who wants to read it."""
    return json.dumps(definition, indent=2, ensure_ascii=False)


def subject_choices(around: Surroundings) -> "list[tuple[str, _StrOrPromise]]":
    """Whom a rule can be for: everybody, roles, people, keys; not the owner."""
    return [
        (f"{kind}:{named}", label)
        for (kind, named), label in around.subjects.items()
        if (kind, named) not in around.owners
    ]


def _leave_out_untold(form: forms.Form, *places: str) -> None:
    """No field for what no deed tells yet: it would never matter."""
    told = {fact for declared in capabilities().values() for fact in declared.facts}
    for fact in places:
        if fact not in told:
            del form.fields[fact]


def _offer_branches(form: forms.Form, around: Surroundings) -> None:
    """Open branches by name, and a closed one that the rule speaks of; no field without any."""
    named = {*(form.get_initial_for_field(form.fields["branch"], "branch") or ())}
    offered = {
        branch: name
        for branch, name in around.branches.items()
        if branch not in around.closed or branch in named
    }
    if offered:
        _choose(form, "branch", list(offered.items()))
    else:
        del form.fields["branch"]


def _choose(form: forms.Form, name: str, choices: "list[tuple[str, _StrOrPromise]]") -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
