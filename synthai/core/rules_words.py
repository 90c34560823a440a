"""Rules in words: for their list, for the linter's findings, and for the sentence that refuses."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from synthai.core.money import format_zar
from synthai.core.rules import BOUNDS, FACTS, NUMBERS, WEEKDAYS, Facts

FACT_TITLES = {
    "amount": gettext_lazy("amount"),
    "percent": gettext_lazy("change in per cent"),
    "branch": gettext_lazy("branch"),
    "category": gettext_lazy("category"),
}
DAY_TITLES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
_BOUNDS = {
    "at_least": mark("at least %s"),
    "above": mark("more than %s"),
    "at_most": mark("at most %s"),
    "below": mark("less than %s"),
}


def conditions(definition: Mapping[str, Any], branches: Mapping[str, str]) -> str:
    """The conditions as one phrase, as "the change is at most 10 %, on Monday or Tuesday"; empty without any.

    `branches` has the names of branches by id.
    """
    when = definition.get("when") or {}
    said = [_number(fact, when[fact]) for fact in NUMBERS if fact in when]
    if "branch" in when:
        named = [branches.get(branch, branch) for branch in when["branch"]]
        said.append(_("the branch is %s") % _either(sorted(named, key=str.casefold)))
    if "category" in when:
        said.append(_("the category is %s") % _either(when["category"]))
    if "weekdays" in when:
        days = [str(DAY_TITLES[day]) for day in WEEKDAYS if day in when["weekdays"]]
        said.append(_("on %s") % _either(days))
    if "hours" in when:
        said.append(
            _("from %(from)s to %(until)s")
            % {"from": when["hours"].get("from"), "until": when["hours"].get("until")}
        )
    return _(" and ").join(said)


def sentence(
    definition: Mapping[str, Any], *, subject: str, actions: str, branches: Mapping[str, str]
) -> str:
    """The whole rule: who, what, when."""
    phrase = conditions(definition, branches)
    said = {"who": subject, "what": actions, "when": phrase}
    if definition.get("effect") == "deny":
        return (
            _("%(who)s: not “%(what)s” when %(when)s") if phrase else _("%(who)s: never “%(what)s”")
        ) % said
    return (_("%(who)s: “%(what)s” only when %(when)s") if phrase else _("%(who)s: “%(what)s” always")) % said


def facts_in_words(facts: Facts | None, definition: Mapping[str, Any], branches: Mapping[str, str]) -> str:
    """What the deed says about what the rule asks, as "the change is 15 %"; empty when the rule asks for nothing.

    A deed that concerns no branch says nothing of it: those of who acts decide, and they know where they work.
    """
    if facts is None:
        return ""
    asked = [fact for fact in FACTS if fact in (definition.get("when") or {})]
    said = []
    for fact in asked:
        value = getattr(facts, fact)
        if fact == "branch":
            if value is None:
                continue
            value = branches.get(value, _("another one"))
        shown = _("unknown") if value is None else _value(fact, value)
        said.append(_("%(what)s: %(value)s") % {"what": FACT_TITLES[fact], "value": shown})
    return ", ".join(said)


def _number(fact: str, bounds: Mapping[str, Any]) -> str:
    limits = [
        _(_BOUNDS[bound]) % _value(fact, bounds[bound]) for bound in BOUNDS if bounds.get(bound) is not None
    ]
    what = _("the change is %s") if fact == "percent" else _("the amount is %s")
    return what % _(" and ").join(limits)


def _value(fact: str, value: object) -> str:
    if fact not in NUMBERS:
        return str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return format_zar(number) if fact == "amount" else f"{number.quantize(Decimal('0.1')).normalize():f} %"


def _either(names: list[str]) -> str:
    return _(" or ").join(names)
