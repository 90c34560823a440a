"""The few words that a paper has of its own, in the document's language whoever looks."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Headings and labels that no template writes."""

    contents: str
    sources: str
    signature: str
    name: str
    capacity: str
    date: str
    place: str
    witness: str


_ENGLISH: Final = Wording(
    contents="Contents",
    sources="Sources",
    signature="Signature",
    name="Name",
    capacity="Capacity",
    date="Date",
    place="Place",
    witness="Witness",
)
_WORDINGS: Final = {
    "en": _ENGLISH,
    "af": Wording(
        contents="Inhoud",
        sources="Bronne",
        signature="Handtekening",
        name="Naam",
        capacity="Hoedanigheid",
        date="Datum",
        place="Plek",
        witness="Getuie",
    ),
}

_TAG: Final = re.compile(r"([a-z]{2,3})(?:-([a-z]{2}))?", re.IGNORECASE)


def wording_for(language: str) -> Wording:
    """Those of a language (BCP 47); English where we have no other."""
    return _WORDINGS.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH)


def locale_of(language: str) -> str:
    """A language with its country, as Word and PDF readers want it: "af" is af-ZA. What is no language is English."""
    found = _TAG.fullmatch(language)
    return f"{found[1].lower()}-{(found[2] or 'ZA').upper()}" if found else "en-ZA"
