"""Entries that the bank took back: the same words and the opposite amount, within days."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from billing.gateways.eft.lines import StatementLine

if TYPE_CHECKING:
    from decimal import Decimal

WITHIN: Final = timedelta(days=10)
_WORDS: Final = re.compile(
    r"\b(?:reversals?|reversed|rev|rvsl|rtd|returned|unpaid|unp|dishonou?red|terugbetaling|omgekeer|debit|credit|dt|ct|dr|cr)\b",
    re.IGNORECASE,
)
_TAKEN_BACK: Final = re.compile(
    r"\b(?:reversals?|reversed|rev|rvsl|rtd|returned|unpaid|unp|dishonou?red|omgekeer)\b", re.IGNORECASE
)


def marked(lines: list[StatementLine]) -> list[StatementLine]:
    """The lines, with both halves of every reversal naming each other. Each line is half of one reversal at most."""
    waiting: dict[tuple[Decimal, str], list[int]] = defaultdict(list)
    found = list(lines)
    order = sorted(range(len(lines)), key=lambda index: (lines[index].date, lines[index].amount < 0, index))
    for index in order:
        line = found[index]
        if line.amount > 0:
            waiting[line.amount, _stem(line)].append(index)
            continue
        partner = _partner(line, found, waiting.get((-line.amount, _stem(line)), []))
        if partner is not None:
            found[index] = replace(line, reverses=found[partner].id)
            found[partner] = replace(found[partner], reversed_by=line.id)
    return found


def _partner(line: StatementLine, found: list[StatementLine], candidates: list[int]) -> int | None:
    """The latest credit that this line may take back; it is no longer a candidate then."""
    for position in range(len(candidates) - 1, -1, -1):
        credit = found[candidates[position]]
        if line.date - credit.date > WITHIN:
            return None
        # Alike to the letter is not enough for lines without any words.
        if _TAKEN_BACK.search(_words(line)) or (_stem(line) and _words(line) == _words(credit)):
            return candidates.pop(position)
    return None


def _words(line: StatementLine) -> str:
    return f"{line.description} {line.reference}".casefold().strip()


def _stem(line: StatementLine) -> str:
    return re.sub(r"[\W_]+", "", _WORDS.sub(" ", _words(line)))
