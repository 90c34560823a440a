"""Where an enterprise stands under the generic codes of broad-based black economic empowerment, from turnover and black ownership.

Reads `bbbee.turnover` and `bbbee.black` (per cent). Only for exempted micro enterprises: above the limit nothing is said but that it is above.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground, law
from content.engine.reckoning.ground import HUNDRED, LAW, Figures
from synthai.core.facts.base import Fact, FactBase

MAKES: Final = ("law.eme_turnover", "bbbee.is_eme", "bbbee.level", "check.parts_high")
_MAJORITY: Final = Decimal(51)
_PARTS: Final = ("bbbee.women", "bbbee.youth", "bbbee.disability")


def level(black: Decimal) -> int:
    """The level of an exempted micro enterprise by the percentage that black people own."""
    if black >= HUNDRED:
        return 1
    return 2 if black >= _MAJORITY else 4


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """Whether it is an exempted micro enterprise, and the level it may declare."""
    figures = Figures(today)
    limit = law.in_force(law.EME_TURNOVER, today)
    turnover, black = ground.number(facts, "bbbee.turnover"), ground.number(facts, "bbbee.black")
    if limit is None or turnover is None or black is None:
        return figures
    is_eme = turnover <= limit.value
    figures.money("law.eme_turnover", limit.value, LAW)
    figures.put("bbbee.is_eme", is_eme)
    if is_eme:
        figures.put("bbbee.level", level(black))
    figures.put("check.parts_high", any(ground.number_or(facts, key) > black for key in _PARTS))
    return figures
