"""The audit trail in words: what a code means, what its fields are called, what its values say.

Each app tells its own in a module `deeds.py`, loaded when the app is ready:

    nouns({"pricing.run": _("Price runs")})
    deeds({"pricing.run.requested": _("asked for new prices")})

A sentence continues the actor's name: "Thandi Mokoena" + "asked for new prices". A code that nobody described is still
told by its noun and verb.
"""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from synthai.core import rules_words
from synthai.core.access import capabilities
from synthai.core.templatetags.synthai import MISSING, za_date, za_datetime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise

    Words = Mapping[str, _StrOrPromise]

_nouns: "dict[str, _StrOrPromise]" = {}
_deeds: "dict[str, _StrOrPromise]" = {}
_fields: "dict[str, _StrOrPromise]" = {}
_values: "dict[str, dict[str, _StrOrPromise]]" = {}

KINDS: "Words" = {
    "person": _("Person"),
    "api_key": _("API key"),
    "automation": _("Automation"),
    "staff": _("SynthAI staff"),
    "system": _("SynthAI itself"),
    "ai": _("AI"),
}


def nouns(words: "Words") -> None:
    """Name the things deeds are about, by "app.noun"; these are the choices of the page's filter."""
    _nouns.update(words)


def deeds(words: "Words") -> None:
    """Say what codes mean, as the rest of a sentence that begins with the actor."""
    _deeds.update(words)


def fields(words: "Words") -> None:
    """Name fields of `changes` that are no fields of the model, as "app.noun.field" or for all as "field"."""
    _fields.update(words)


def values(field: str, words: "Words") -> None:
    """Say what stored values of a field are called, where the model's own choices do not."""
    _values.setdefault(field, {}).update(words)


def noun_choices() -> "list[tuple[str, _StrOrPromise]]":
    """Every noun with its name, by name."""
    return sorted(_nouns.items(), key=lambda entry: str(entry[1]).lower())


def is_described(code: str) -> bool:
    """Whether somebody wrote a sentence for this code."""
    return code in _deeds or code.startswith("staff.")


def sentence(code: str) -> str:
    """What was done, to stand after the actor's name."""
    if code in _deeds:
        return str(_deeds[code])
    noun, _dot, verb = code.rpartition(".")
    name = str(_nouns.get(noun, noun.rpartition(".")[2].replace("_", " ")))
    if code.startswith("staff.") and verb == "exported":
        return translated("downloaded rows of “%(what)s” from the administration") % {
            "what": _model_name(noun) or name
        }
    if code.startswith("staff."):
        return translated("looked at “%(what)s” in the administration") % {"what": _model_name(noun) or name}
    return f"{name}: {verb.replace('_', ' ')}"


def object_name(object_type: str) -> str:
    """What kind of row it was: "product"; empty for a deed about no row."""
    model = _model(object_type)
    return str(model._meta.verbose_name) if model else object_type.rpartition(".")[2]


def field_name(object_type: str, code: str, name: str) -> str:
    """What a field of `changes` is called."""
    for key in (f"{code.rpartition('.')[0]}.{name}", name):
        if key in _fields:
            return str(_fields[key])
    field = _field(object_type, name)
    words = str(field.verbose_name) if field else name.replace("_", " ")
    return words[:1].upper() + words[1:]


def value(object_type: str, name: str, raw: Any, names: "Mapping[str, str] | None" = None) -> str:
    """A stored value as people read it: choices by label, days and times in South African form, rules as sentences.

    `names` says what the ids of roles, branches, people and keys are called now, where that is known.
    """
    field = _field(object_type, name)
    choices: dict[str, _StrOrPromise] = {
        **_values.get(name, {}), **(dict(field.flatchoices) if field else {}), **(names or {})
    }  # fmt: skip
    if isinstance(raw, str) and raw in choices:
        return str(choices[raw])
    if isinstance(raw, bool):
        return translated("yes") if raw else translated("no")
    if raw is None or raw in ("", [], {}):
        return MISSING
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, list) and all(isinstance(each, str | int | float) for each in raw):
        return ", ".join(_each(each, choices) for each in raw)
    if isinstance(raw, dict):
        return _of_dict(name, raw, choices)
    return json.dumps(raw, ensure_ascii=False) if isinstance(raw, list) else str(raw)


def _each(raw: Any, choices: "Words") -> str:
    declared = capabilities().get(raw) if isinstance(raw, str) else None
    return str(choices.get(raw, declared.title if declared else raw))


def _of_dict(name: str, raw: dict[str, Any], choices: "Words") -> str:
    if name == "definition":
        try:
            return _rule(raw, choices)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError):
            return json.dumps(raw, ensure_ascii=False)  # not a rule that the linter let through
    if any(isinstance(each, list | dict) for each in raw.values()):
        return json.dumps(raw, ensure_ascii=False)
    return ", ".join(f"{key}: {_each(each, choices)}" for key, each in raw.items())


def _rule(definition: dict[str, Any], choices: "Words") -> str:
    subject = definition["subject"]
    known = {**_values.get("role", {}), **choices}
    who = (
        translated("Everybody but the owner")
        if subject["kind"] == "everybody"
        else known.get(subject["id"], translated("somebody who is gone"))
    )
    actions = ", ".join(_each(code, choices) for code in definition["actions"])
    named = {key: str(said) for key, said in choices.items()}
    return rules_words.sentence(definition, subject=str(who), actions=actions, branches=named)


def _text(raw: str) -> str:
    found: date | None = None
    if len(raw) >= len("2026-11-21") and raw[4:5] == "-":
        found = _parsed(raw)
    if isinstance(found, datetime):
        return za_datetime(found)
    return za_date(found) if found else raw


def _parsed(raw: str) -> date | None:
    try:
        return parse_date(raw) if len(raw) == len("2026-11-21") else parse_datetime(raw)
    except ValueError:
        return None


def _model(object_type: str) -> Any:
    try:
        return apps.get_model(object_type) if object_type else None
    except (LookupError, ValueError):
        return None


def _model_name(noun: str) -> str:
    wanted = noun.rpartition(".")[2]
    for model in apps.get_models():
        if model._meta.model_name == wanted:
            return str(model._meta.verbose_name_plural)
    return ""


def _field(object_type: str, name: str) -> "Field[Any, Any] | None":
    model = _model(object_type)
    if model is None:
        return None
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None
