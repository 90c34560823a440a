"""The few words that we put on every paper ourselves, in the document's language whoever looks at it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Words of one language; `%` places are filled by `composing`."""

    locale: str
    draft: str
    date: str
    page: str
    version: str  # title, number, day
    machine: str  # the sections
    sources_more: str
    as_of: str
    vat: str
    registration: str
    bar: str
    line: str
    chart: str  # drawing, title
    extremes: str  # label, words, label, words
    general: str
    no_advice: str
    labels: dict[str, str]


_ENGLISH: Final = Phrases(
    locale="en-ZA",
    draft="DRAFT",
    date="Date",
    page="Page {page} of {pages}",
    version="%s, template version %d of %s",
    machine="Drafted by a language model and checked against the facts: %s. Read it before you rely on it.",
    sources_more="and %d more",
    as_of="%s (as of %s)",
    vat="VAT number %s",
    registration="Registration number %s",
    bar="Bar chart",
    line="Line chart",
    chart="%s: %s.",
    extremes="Highest is %s with %s, lowest is %s with %s.",
    general="Written from a template and the details given. Check it before you use it.",
    no_advice="Written from a general template and the details given. It is not legal advice; ask somebody qualified where much depends on it.",
    labels={
        "organisation.name": "name", "organisation.trading_name": "trading name", "organisation.address": "address",
        "organisation.registration_number": "registration number", "organisation.vat_number": "VAT number",
        "organisation.is_vat_vendor": "VAT registration", "organisation.phone": "telephone", "organisation.email": "e-mail",
        "organisation.website": "website", "organisation.bank": "bank account", "people": "people", "products": "products",
        "sales.last_month": "sales of last month", "sales.last_12_months": "sales of the last 12 months",
        "sales.months": "sales by month", "today": "today",
    },
)  # fmt: skip
_AFRIKAANS: Final = Phrases(
    locale="af-ZA",
    draft="KONSEP",
    date="Datum",
    page="Bladsy {page} van {pages}",
    version="%s, sjabloonweergawe %d van %s",
    machine="Deur ’n taalmodel opgestel en teen die feite nagegaan: %s. Lees dit voordat u daarop staatmaak.",
    sources_more="en nog %d",
    as_of="%s (soos op %s)",
    vat="BTW-nommer %s",
    registration="Registrasienommer %s",
    bar="Staafgrafiek",
    line="Lyngrafiek",
    chart="%s: %s.",
    extremes="Die hoogste is %s met %s, die laagste is %s met %s.",
    general="Uit ’n sjabloon en die gegewe besonderhede geskryf. Gaan dit na voordat u dit gebruik.",
    no_advice="Uit ’n algemene sjabloon en die gegewe besonderhede geskryf. Dit is nie regsadvies nie; vra iemand wat daartoe bevoeg is waar veel daarvan afhang.",
    labels={
        "organisation.name": "naam", "organisation.trading_name": "handelsnaam", "organisation.address": "adres",
        "organisation.registration_number": "registrasienommer", "organisation.vat_number": "BTW-nommer",
        "organisation.is_vat_vendor": "BTW-registrasie", "organisation.phone": "telefoon", "organisation.email": "e-pos",
        "organisation.website": "webwerf", "organisation.bank": "bankrekening", "people": "mense", "products": "produkte",
        "sales.last_month": "verkope van verlede maand", "sales.last_12_months": "verkope van die laaste 12 maande",
        "sales.months": "verkope per maand", "today": "vandag",
    },
)  # fmt: skip
_ALL: Final = {"en": _ENGLISH, "af": _AFRIKAANS}


def phrases_for(language: str) -> Phrases:
    """Those of a language; English where we have no other."""
    return _ALL.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH)
