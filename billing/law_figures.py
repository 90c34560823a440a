"""Figures of VAT law by date, for whoever holds texts against them: the rate of `billing.engine.vat`, and the thresholds.

Thresholds: Cliffe Dekker Hofmeyr, 26 February 2026; Business Day, 25 February 2026. All sources describe the Budget of that
year; the Act as passed was not seen.
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.engine.vat import CHARGED_ALL_THE_SAME, STANDARD_RATES
from synthai.core.law_figures import Dated, LawFigure, offer

_CHANGED = date(2026, 4, 1)
_LAST = date(2026, 3, 31)
_BEGAN = date(2009, 3, 1)


def offer_all() -> None:
    """Offer them all."""
    rates = (*STANDARD_RATES, *CHARGED_ALL_THE_SAME)
    offer(
        LawFigure(
            name="vat.standard",
            label=_("Standard rate of VAT"),
            unit="percent",
            words={"en": [r"\bVAT\b"], "af": [r"\bBTW\b"]},
            values=[
                Dated(value=each.percent, effective_from=each.effective_from, effective_to=each.effective_to)
                for each in rates
            ],
        )
    )
    offer(
        _threshold("vat.compulsory", _("Turnover at which one must register for VAT"), 1_000_000, 2_300_000)
    )
    offer(_threshold("vat.voluntary", _("Turnover at which one may register for VAT"), 50_000, 120_000))


def _threshold(name: str, label: object, before: int, after: int) -> LawFigure:
    return LawFigure(
        name=name,
        label=label,  # type: ignore[arg-type]  # a lazy sentence
        unit="rand",
        words={
            "en": [r"\bVAT\b.*\bregist", r"\bregist.*\bVAT\b"],
            "af": [r"\bBTW\b.*regist", r"regist.*\bBTW\b"],
        },
        values=[
            Dated(value=Decimal(before), effective_from=_BEGAN, effective_to=_LAST),
            Dated(value=Decimal(after), effective_from=_CHANGED),
        ],
    )
