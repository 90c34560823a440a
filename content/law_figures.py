"""The minimum wage by date, for whoever holds texts against it: today's from `content.engine.reckoning.law`, and those before.

Earlier amounts are general knowledge, not verified again: they say only that a text names one that is past.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from content.engine.reckoning.law import MINIMUM_WAGE
from synthai.core.law_figures import Dated, LawFigure, offer

_FORMER: Final = (
    ("25.42", date(2023, 3, 1), date(2024, 2, 29)),
    ("27.58", date(2024, 3, 1), date(2025, 2, 28)),
    ("28.79", date(2025, 3, 1), date(2026, 2, 28)),
)


def offer_all() -> None:
    """Offer it."""
    values = [
        Dated(value=Decimal(value), effective_from=first, effective_to=last) for value, first, last in _FORMER
    ]
    values += [
        Dated(value=each.value, effective_from=each.effective_from, effective_to=each.effective_to)
        for each in MINIMUM_WAGE
    ]
    offer(
        LawFigure(
            name="wage.minimum",
            label=_("National minimum wage"),
            unit="rand",
            words={"en": [r"minimum wage"], "af": [r"minimum ?loon"]},
            values=values,
        )
    )
