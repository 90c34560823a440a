"""Prompts and answers as they may be kept: without what tells who a person is.

Addresses, phone numbers, South African ID and passport numbers, bank accounts, cards, tax and registration numbers become a word in
brackets. The same one gets the same number, so that a log still shows that two places name the same person. Rather too much is masked
than too little: a long number that is none of these goes too. What a model is asked is not masked, only what is kept of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from synthai.core.observability import mask as mask_secrets

_SPACE = r"[ \u00a0\u2009\u202f]"
_GAP = rf"(?:{_SPACE}|[-./])?"
# No word is so long: files in letters, keys. Patterns below would also read such a run again from each of its letters.
_RUN = re.compile(r"\S{301,}")
_MAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_KEY = re.compile(
    r"\b(?:sk|pk|key|xox[abp])[-_][\w*.-]{4,}", re.IGNORECASE
)  # providers repeat a wrong one by its ends
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(rf"(?<![\w.,])(?:\+|00)?27{_GAP}(?:\(0\){_GAP})?(?:\d{_GAP}){{8}}\d(?!\w)|(?<![\w.,])\(?0\d{{2}}\)?{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\w)|(?<!\w)\+\d(?:{_GAP}\d){{7,13}}(?!\w)")  # fmt: skip
_REGISTRATION = re.compile(r"(?<![\w/])(?:19|20)\d{2}\s?/\s?\d{6}\s?/\s?\d{2}(?!\w)")
_LONG = re.compile(rf"(?<![\w.,])\d(?:{_GAP}\d){{6,18}}(?!\w)")
_NAMED = re.compile(
    r"(?i)\b(account|acc|rekening|a/c|passport|paspoort|id|identity|identiteit|card|kaart)"
    rf"((?:\s?(?:number|numbers|nommer|no|nr|num)\.?)?{_SPACE}?[:=#]?{_SPACE}?)"
    rf"([A-Z]?\d(?:{_GAP}\d){{4,18}})"
)
_ID_DIGITS, _CARD_DIGITS, _ACCOUNT_DIGITS = 13, range(14, 20), range(7, 13)
_MONEY_BEFORE = re.compile(rf"(?:\b(?:R|ZAR|USD|EUR)|[$€£]){_SPACE}?\Z")
_GROUPS = re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+\Z")


@dataclass
class Masked:
    """A text without personal data, and what was taken out, by kind."""

    text: str
    counts: dict[str, int] = field(default_factory=dict)


def mask(text: str) -> Masked:
    """The text as it may be kept."""
    return Masker().mask(text)


class Masker:
    """Masks several texts of one call with one numbering."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> Masked:
        """This text as it may be kept."""
        text = _RUN.sub(self._as("long run"), text)
        text = _MAIL.sub(self._as("e-mail"), text)
        text = _KEY.sub(self._as("key"), mask_secrets(text))
        text = _LINK.sub(self._as("link"), text)
        text = _NAMED.sub(self._named, text)
        text = _REGISTRATION.sub(self._as("registration number"), text)
        text = _PHONE.sub(self._phone, text)
        return Masked(_LONG.sub(self._long, text), dict(self._counts))

    def _as(self, kind: str) -> Callable[[re.Match[str]], str]:
        return lambda found: self._word(kind, found.group())

    def _word(self, kind: str, value: str) -> str:
        plain = re.sub(r"[\s\u00a0\u2009\u202f./-]", "", value).casefold()
        if (kind, plain) not in self._known:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._known[kind, plain] = f"[{kind} {self._counts[kind]}]"
        return self._known[kind, plain]

    def _named(self, found: re.Match[str]) -> str:
        word = found[1].casefold()
        kind = {"p": "passport", "i": "ID number"}.get(word[0], "account number")
        return f"{found[1]}{found[2]}{self._word('card number' if word in {'card', 'kaart'} else kind, found[3])}"

    def _phone(self, found: re.Match[str]) -> str:
        if _is_amount(found):
            return found.group()
        return self._word(
            "phone",
            re.sub(r"\A(?:\+27|0027|27|0)(?:\(0\))?", "", found.group().replace("(", "").replace(")", "")),
        )

    def _long(self, found: re.Match[str]) -> str:
        if _is_amount(found):
            return found.group()
        digits = re.sub(r"\D", "", found.group())
        if len(digits) == _ID_DIGITS:
            return self._word("ID number", digits)
        if len(digits) in _CARD_DIGITS:
            return self._word("card number", digits)
        return self._word("account number" if len(digits) in _ACCOUNT_DIGITS else "number", digits)


def _is_amount(found: re.Match[str]) -> bool:
    """Money, or digits in threes as people write amounts; days such as 2026-11-29 too."""
    before = found.string[max(0, found.start() - 6) : found.start()]
    text = found.group()
    if _MONEY_BEFORE.search(before):
        return True
    if re.fullmatch(
        r"(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}", text
    ):
        return True
    return bool(_GROUPS.match(text)) and not text.startswith("0")
