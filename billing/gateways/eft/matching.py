"""Which line of a bank statement pays which open amount: suggestions with their reasons, and a choice where it is clear."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from billing.gateways.eft.lines import StatementLine
from billing.gateways.eft.references import Found, References
from synthai.core.money import format_zar, round_half_up

CHOOSE_FROM: Final = Decimal("0.70")  # a suggestion this good may be chosen
CLEAR_BY: Final = Decimal("0.10")  # ...when it is better than the next by this much
MOST: Final = 5  # suggestions shown for a line
_OTHER_AMOUNT: Final = Decimal("0.85")
_NAME_AND_AMOUNT, _AMOUNT_ONLY = Decimal("0.55"), Decimal("0.20")
_NAME_HELPS: Final = Decimal("0.03")
_NO_NAMES: Final = {"PTY", "LTD", "INC", "THE", "AND", "EDMS", "BPK", "NPC", "SOC", "TRADING"}


@dataclass(frozen=True, kw_only=True)
class OpenAmount:
    """A payment that we wait for. `also` is another reference that customers type for it: the charge's."""

    reference: str
    amount: Decimal
    payer: str = ""
    also: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A line may pay this. `difference` is what was paid too much (or too little, below zero)."""

    reference: str
    confidence: Decimal
    difference: Decimal
    reasons: tuple[str, ...]
    is_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class LineMatch:
    """What one line may pay, best first. `chosen` only when nothing else comes near; `note` says why nothing was."""

    line_id: str
    suggestions: tuple[Suggestion, ...] = ()
    chosen: Suggestion | None = None
    note: str = ""


def match(lines: Sequence[StatementLine], open_amounts: Iterable[OpenAmount]) -> tuple[LineMatch, ...]:
    """One answer for each line, in their order. No open amount is chosen for two lines. Nothing is decided here: a
    person, or a rule of billing's, confirms."""
    waiting = {amount.reference: amount for amount in open_amounts}
    others = {amount.also: amount.reference for amount in waiting.values() if amount.also}
    references = References([*waiting, *others])
    by_amount: dict[Decimal, list[OpenAmount]] = defaultdict(list)
    for amount in waiting.values():
        by_amount[amount.amount].append(amount)
    answers = [_judge(line, waiting, references, others, by_amount) for line in lines]
    return tuple(_without_rivals(lines, answers))


def _judge(
    line: StatementLine,
    waiting: dict[str, OpenAmount],
    references: References,
    others: dict[str, str],
    by_amount: dict[Decimal, list[OpenAmount]],
) -> LineMatch:
    if line.amount <= 0:
        return LineMatch(line_id=line.id, note=_("No money came in."))
    if line.reversed_by:
        return LineMatch(line_id=line.id, note=_("The bank took this payment back."))
    text = f"{line.reference} {line.description}"
    found = _by_payment(references.find(text), others)
    same = by_amount.get(line.amount, [])
    named = {reference: waiting[reference] for reference in found} | {each.reference: each for each in same}
    suggestions = sorted(
        (_suggest(line, text, each, found.get(each.reference)) for each in named.values()),
        key=lambda each: (-each.confidence, each.reference),
    )
    return _choose(line, suggestions)


def _by_payment(found: dict[str, Found], others: dict[str, str]) -> dict[str, Found]:
    """What was found, by the payments' own references; of two the surer one counts."""
    result = {reference: known for reference, known in found.items() if reference not in others}
    for reference in found.keys() & others.keys():
        known, own = found[reference], others[reference]
        if own not in result or result[own].surety < known.surety:
            words = _("%(found)s It is the charge's, not the payment's.") % {"found": known.reason}
            result[own] = Found(known.surety, words)
    return result


def _suggest(line: StatementLine, text: str, wanted: OpenAmount, found: Found | None) -> Suggestion:
    difference = line.amount - wanted.amount
    has_name = _is_named(wanted.payer, text)
    reasons = [found.reason] if found else []
    if difference:
        words = _("%(amount)s more than due.") if difference > 0 else _("%(amount)s less than due.")
        reasons.append(words % {"amount": format_zar(abs(difference))})
    else:
        reasons.append(_("The amount agrees."))
    if has_name:
        reasons.append(_("The name of the payer stands on the line."))
    if found:
        surety = found.surety * (_OTHER_AMOUNT if difference else 1) + (_NAME_HELPS if has_name else 0)
    else:
        surety = _NAME_AND_AMOUNT if has_name else _AMOUNT_ONLY
    return Suggestion(
        reference=wanted.reference,
        confidence=round_half_up(min(surety, Decimal(1))),
        difference=difference,
        reasons=tuple(reasons),
        is_whole=found is not None and found.is_whole,
    )


def _choose(line: StatementLine, suggestions: list[Suggestion]) -> LineMatch:
    shown = tuple(suggestions[:MOST])
    if not shown:
        return LineMatch(line_id=line.id, note=_("No open payment fits."))
    best = shown[0]
    if best.confidence < CHOOSE_FROM:
        return LineMatch(
            line_id=line.id, suggestions=shown, note=_("No reference of ours stands on the line.")
        )
    if len(shown) > 1 and best.confidence - shown[1].confidence < CLEAR_BY:
        return LineMatch(line_id=line.id, suggestions=shown, note=_("More than one open payment fits."))
    return LineMatch(line_id=line.id, suggestions=shown, chosen=best)


def _without_rivals(lines: Sequence[StatementLine], answers: list[LineMatch]) -> list[LineMatch]:
    """Where lines want the same open amount, the surer one keeps it; of two that name it in full, the earlier one."""
    rivals: dict[str, list[int]] = defaultdict(list)
    for index, answer in enumerate(answers):
        if answer.chosen is not None:
            rivals[answer.chosen.reference].append(index)
    result = list(answers)
    for indexes in rivals.values():
        keeper = _keeper(indexes, lines, answers)
        for index in indexes:
            if index != keeper:
                note = (
                    _("More than one line fits this open payment.")
                    if keeper is None
                    else _("Another line pays this already: was it paid twice?")
                )
                result[index] = replace(answers[index], chosen=None, note=note)
    return result


def _keeper(indexes: list[int], lines: Sequence[StatementLine], answers: list[LineMatch]) -> int | None:
    def rank(index: int) -> tuple[Decimal, object, str]:
        return -_chosen(answers[index]).confidence, lines[index].date, lines[index].id

    first, *others = sorted(indexes, key=rank)
    if not others:
        return first
    best, next_best = _chosen(answers[first]), _chosen(answers[others[0]])
    is_clear = best.confidence - next_best.confidence >= CLEAR_BY
    return first if is_clear or best.is_whole else None


def _chosen(answer: LineMatch) -> Suggestion:
    if answer.chosen is None:
        raise ValueError("Nothing was chosen for this line.")
    return answer.chosen


def _is_named(payer: str, text: str) -> bool:
    """Whether all words of a name stand in the text; long ones may be cut off, as banks do."""
    names = [word for word in _words(payer) if len(word) >= 3 and word not in _NO_NAMES]
    there = _words(text)
    return bool(names) and all(
        any(word == name or (len(word) >= 4 and name.startswith(word)) for word in there) for name in names
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.upper())
