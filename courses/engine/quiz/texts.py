"""Whether two short texts say the same, whatever keyboard they were typed on."""

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

_MARKS = {
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{MINUS SIGN}": "-",
}
_AT_THE_ENDS = " .,;:!?"


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A text that counts, and how much of the points it brings: 100 is all of them."""

    text: str
    percent: int = 100


@dataclass(frozen=True, kw_only=True)
class TextRule:
    """The texts that count. Case and accents are let pass unless they are what is asked."""

    accepted: tuple[Accepted, ...]
    minds_case: bool = False
    minds_accents: bool = False

    def share(self, typed: str) -> Fraction:
        """The part of the points that a text brings: its best match, or nothing."""
        said = self.folded(typed)
        found = [
            accepted.percent for accepted in self.accepted if said and self.folded(accepted.text) == said
        ]
        return Fraction(max(found, default=0), 100)

    def folded(self, text: str) -> str:
        """A text as it is compared: one space between words, plain quotes, no full stop at its end."""
        return fold(text, minds_case=self.minds_case, minds_accents=self.minds_accents)


def fold(text: str, *, minds_case: bool = False, minds_accents: bool = False) -> str:
    """A text without what a phone's keyboard adds or leaves out by itself."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(_MARKS.get(letter, letter) for letter in plain)
    if not minds_accents:
        apart = unicodedata.normalize("NFD", plain)
        plain = unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
    if not minds_case:
        plain = plain.casefold()
    words = " ".join(plain.split())
    return words.strip(_AT_THE_ENDS) or words
