"""The last note of a piece of our own writing: what it rests on, when that was checked, and that it is no advice."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

_MONTHS: Final = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "af": [
        "Januarie",
        "Februarie",
        "Maart",
        "April",
        "Mei",
        "Junie",
        "Julie",
        "Augustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
}
_WORDS: Final = {
    "en": {
        "title": "Checked on {day}",
        "facts": "What this piece says about law, tax and money rules rests on this:",
        "doubtful": "This is generally said, but we have not confirmed it at its source. Ask before you rely on it:",
        "none": "This piece is about method. It states no rule of law or tax.",
        "advice": "This is general information. It is not legal, tax or financial advice.",
    },
    "af": {
        "title": "Nagegaan op {day}",
        "facts": "Wat hierdie stuk oor die reg, belasting en geldreëls sê, berus hierop:",
        "doubtful": "Dít word algemeen gesê, maar ons het dit nie by die bron bevestig nie. Vra eers voordat jy daarop staatmaak:",
        "none": "Hierdie stuk gaan oor metode. Dit noem geen regs- of belastingreël nie.",
        "advice": "Dit is algemene inligting. Dit is nie regs-, belasting- of finansiële advies nie.",
    },
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """A title and Markdown."""

    title: str
    text: str


def closing(language: str, checked_on: dt.date, facts: tuple[str, ...], doubtful: tuple[str, ...]) -> Note:
    """The note, in the language of the piece. Raises KeyError for a language that has no words here."""
    words = _WORDS[language]
    day = f"{checked_on.day} {_MONTHS[language][checked_on.month - 1]} {checked_on.year}"
    told = [_listed(words["facts"], facts) if facts else words["none"]]
    if doubtful:
        told.append(_listed(words["doubtful"], doubtful))
    return Note(title=words["title"].format(day=day), text="\n\n".join([*told, words["advice"]]))


def _listed(first: str, items: tuple[str, ...]) -> str:
    return "\n".join([first, "", *(f"- {item}" for item in items)])
