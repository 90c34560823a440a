"""A text made plain for reading: one kind of space, dash and digit, nothing invisible, with the way back to the places of the original."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SPACES = "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_PLAIN = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    "\u2044": "/",
    "\uff05": "%",
    "\u066a": "%",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}
_ASCII = {ord(letter): made for letter, made in _PLAIN.items() if letter.isascii()}


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain text; `places[i]` is where its letter i stood."""

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the original."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """The text made plain."""
    if text.isascii():  # most are, and letter stands for letter
        return Plain(text.translate(_ASCII), range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for made in _made(letter):
            letters.append(made)
            places.append(place)
    return Plain("".join(letters), tuple(places))


def _made(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter.isascii():
        return letter
    if unicodedata.category(letter) in {
        "Cf",
        "Cc",
        "Co",
        "Mn",
    }:  # nobody sees these; accents that stand alone
        return ""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", letter)
    return folded.replace("\u2044", "/") if folded != letter and folded.strip() else letter


def folded(text: str) -> str:
    """For comparing words: plain, small letters, single spaces, no accents."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).lower().split())
    bare = unicodedata.normalize("NFKD", plain(text).text.casefold())
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).split())
