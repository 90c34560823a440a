"""Findings about facts and fields: what is used and unknown, asked and unused, looped over and no list, never true."""

from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from synthai.core.documents.blueprints import blocks as own
from synthai.core.documents.blueprints import conditions, examples, linting_branches, linting_keys, reckoning
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.blueprints.findings import Finding, warning
from synthai.core.documents.blueprints.linting_branches import Condition
from synthai.core.documents.blueprints.linting_keys import Known, Names, Usage
from synthai.core.documents.blueprints.linting_words import asked
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.blueprints.watching import Watched
from synthai.core.errors import DomainError
from synthai.core.facts.base import MissingFact
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.facts.wording import Wording

_DAY: Final = date(2026, 11, 29)
# What the letterhead shows of itself.
_ALWAYS_USED: Final = ("organisation.",)


def uses(blueprint: Blueprint, given: Collection[str]) -> Iterator[Finding]:
    """Facts that nobody knows, fields that nobody uses, loops over what is no list."""
    try:
        reckoned, read = _reckoned(blueprint)
    except BlueprintRefused as error:
        yield Finding(error.path, str(error.what), str(error.how))
        reckoned, read = set(), set()
    known = Known(iter([*given, *asked(blueprint), *reckoned]))
    good, _bad = linting_keys.readable(linting_keys.places(blueprint))
    usages = [usage for _place, found in good for usage in found]
    for usage in usages:
        yield from _judged(usage, known)
    yield from _loops(blueprint, known)
    yield from _unused(blueprint, {_plain(key) for key in read} | {usage.key for usage in usages})
    yield from _order(blueprint)


def gaps(blueprint: Blueprint) -> Iterator[Finding]:
    """Facts that may be unknown when everything that must be answered was: the document could not be written then."""
    if not all(_is_readable(place) for place in linting_keys.places(blueprint)):
        return
    facts = examples.least(blueprint, _DAY)
    try:
        facts = reckoning.reckoned(blueprint.reckon, facts, _DAY)
        found = compose(blueprint, facts, wording=Wording(), on=_DAY, with_gaps=True).missing
    except (DomainError, ValueError):
        return
    usages = [usage for place in linting_keys.places(blueprint) for usage in place.usages()]
    paths = {usage.key: usage.path for usage in reversed(usages) if usage.how != "known"}
    for question in found:
        key = _plain(question.key)
        yield warning(
            paths.get(key, "block"), _("“%s” may not be known, and nothing can be written then.") % key,
            _("Make its question one that must be answered, or ask “if %s is known”.") % key,
        )  # fmt: skip


def _judged(usage: Usage, known: Known) -> Iterator[Finding]:
    if not known.has(usage.key):
        close = get_close_matches(usage.key, known.values, n=1)
        how = _("Did you mean %s?") % close[0] if close else _("Add a field that asks for it.")
        yield Finding(usage.path, _("nobody knows “%s”.") % usage.key, how)
    elif usage.how == "list" and usage.key not in known.lists:
        yield _no_list(usage.path, usage.key)
    elif usage.how == "value" and usage.key not in known.values:
        yield Finding(
            usage.path,
            _("“%s” is not one fact but several.") % usage.key,
            _("Say which of them, or loop over it."),
        )


def _no_list(path: str, key: str) -> Finding:
    return Finding(
        path, _("“%s” is no list, so nothing can loop over it.") % key, _("Use a field of the kind list.")
    )


def _loops(blueprint: Blueprint, known: Known) -> Iterator[Finding]:
    for path, key, name in linting_keys.loops(blueprint):
        if not known.has(key):
            yield Finding(
                path, _("nobody knows “%s”.") % key, _("Add a field of the kind list that asks for it.")
            )
        elif key not in known.lists:
            yield _no_list(path, key)
        if name in known.above or name in known.values:
            yield Finding(
                path,
                _("a record is called “%s”, which is a fact already.") % name,
                _("Give it another name."),
            )


def _unused(blueprint: Blueprint, used: set[str]) -> Iterator[Finding]:
    for number, field in enumerate(blueprint.fields):
        if field.kind == "list":
            for place, part in enumerate(field.fields):
                key = f"{field.key}.{part.key}"
                if not used & {key, f"{key}_choice"}:
                    yield _nobody(f"field[{number}].field[{place}]", key)
        elif not _is_used(field.key, used) and not field.due:
            yield _nobody(f"field[{number}]", field.key)


def _is_used(key: str, used: set[str]) -> bool:
    return bool(used & {key, f"{key}_choice"}) or key.startswith(_ALWAYS_USED)


def _nobody(path: str, key: str) -> Finding:
    return warning(path, _("“%s” is asked and never used.") % key, _("Use it in a block, or do not ask."))


def _order(blueprint: Blueprint) -> Iterator[Finding]:
    place_of = {field.key: number for number, field in enumerate(blueprint.fields)}
    for place in linting_keys.places(blueprint):
        if not place.is_condition or not place.path.startswith("field["):
            continue
        here = int(place.path.removeprefix("field[").split("]")[0])
        try:
            keys = {usage.key.removesuffix("_choice") for usage in place.usages()}
        except TemplateRefused:
            continue
        for key in sorted(keys):
            if place_of.get(key, -1) >= here:
                yield warning(
                    place.path, _("“%s” is asked later than what depends on it.") % key,
                    _("Move that question up."),
                )  # fmt: skip


def branches(blueprint: Blueprint) -> Iterator[Finding]:
    """Conditions that can never hold, alone or inside others, and whose else is never reached."""
    for number, field in enumerate(blueprint.fields):
        condition = _condition(field.when, {})
        if field.when and condition and linting_branches.can_hold([condition], blueprint) is False:
            yield _never(f"field[{number}].when", is_inside=False)
    yield from _branches(blueprint.blocks, "block", {}, [], blueprint)


def _branches(
    blocks: tuple[own.Block, ...], path: str, names: Names, around: list[Condition], blueprint: Blueprint
) -> Iterator[Finding]:
    for number, block in enumerate(blocks):
        here = f"{path}[{number}]"
        if isinstance(block, own.Each):
            inside = {**names, block.as_: linting_keys.full(block.over, names)}
            yield from _branches(block.blocks, f"{here}.blocks", inside, around, blueprint)
        elif isinstance(block, own.If) and (condition := _condition(block.when, names)):
            within = [*around, condition]
            if linting_branches.can_hold(within, blueprint) is False:
                yield _never(f"{here}.when", is_inside=bool(around))
            else:
                yield from _branches(block.blocks, f"{here}.blocks", names, within, blueprint)
            if linting_branches.can_fail(within, blueprint) is False:
                yield warning(
                    f"{here}.when", _("this always holds here."),
                    _("Take the condition away, and what stands under its else."),
                )  # fmt: skip
            else:
                outside = [*around, Condition(condition.tree, names, is_not=True)]
                yield from _branches(block.otherwise, f"{here}.else", names, outside, blueprint)


def _never(path: str, *, is_inside: bool) -> Finding:
    what = (
        _("this contradicts a condition around it, so it never holds.")
        if is_inside
        else _("this can never hold.")
    )
    return Finding(path, what, _("Change the condition, or take out what depends on it."))


def _condition(when: str, names: Names) -> Condition | None:
    try:
        return Condition(conditions.tree_of(when), names) if when else None
    except TemplateRefused:
        return None


def _is_readable(place: linting_keys.Place) -> bool:
    try:
        place.usages()
    except TemplateRefused:
        return False
    return True


def _plain(key: str) -> str:
    return ".".join(part for part in key.split(".") if not part.isdigit())


def _reckoned(blueprint: Blueprint) -> tuple[set[str], set[str]]:
    """The keys that its reckoner makes of the examples, with every choice once, and those it reads. Raises BlueprintRefused."""
    made: set[str] = set(reckoning.makes(blueprint.reckon))
    read: set[str] = set()
    if not blueprint.reckon:
        return made, read
    for facts in examples.variants(blueprint, _DAY):
        watched = Watched(facts)
        try:
            made |= {fact.key for fact in reckoning.reckoned(blueprint.reckon, watched, _DAY)}
        except MissingFact:
            continue
        finally:
            read |= watched.asked_for
    return made, read
