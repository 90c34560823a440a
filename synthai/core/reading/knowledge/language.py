"""Which language a text is in, of the seven South African ones that lingua knows. "Not sure" is an answer."""

from functools import cache
from typing import Any, Final

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

_KNOWN: Final = (
    Language.AFRIKAANS,
    Language.ENGLISH,
    Language.XHOSA,
    Language.ZULU,
    Language.SOTHO,
    Language.TSWANA,
    Language.TSONGA,
)
_SAMPLE: Final = 6_000  # letters
_LEAST_WORDS: Final = 4
_SURE: Final = 0.75
_LEAST_SHARE: Final = 0.12
_LITTLE: Final = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "a",
            "is",
            "that",
            "it",
            "for",
            "on",
            "with",
            "as",
            "are",
            "be",
            "this",
            "by",
            "our",
            "we",
            "your",
            "you",
            "i",
            "or",
            "from",
            "at",
            "not",
            "have",
            "has",
            "will",
            "which",
            "an",
            "was",
            "were",
            "can",
            "all",
            "must",
            "may",
            "if",
            "no",
            "any",
            "its",
            "their",
            "they",
            "per",
            "but",
            "than",
        ]
    ),
    "af": frozenset(
        [
            "die",
            "'n",
            "en",
            "van",
            "in",
            "is",
            "het",
            "vir",
            "te",
            "wat",
            "op",
            "dat",
            "met",
            "ons",
            "jy",
            "jou",
            "julle",
            "hy",
            "sy",
            "hulle",
            "u",
            "dit",
            "nie",
            "na",
            "aan",
            "as",
            "om",
            "ook",
            "by",
            "uit",
            "sal",
            "word",
            "was",
            "kan",
            "moet",
            "of",
            "hierdie",
            "tot",
            "geen",
            "alle",
            "binne",
            "elke",
            "per",
            "deur",
            "oor",
            "hul",
            "maar",
            "nog",
        ]
    ),
}
_AHEAD: Final = 0.5  # of the second; isiZulu and isiXhosa are near each other


def told(text: str) -> dict[str, Any]:
    """{"code": "en", "share": 0.97, "guesses": [["en", 0.97], …]}; code is "" when it is not sure."""
    sample = _sample(text)
    if len(sample.split()) < _LEAST_WORDS:
        return {"code": "", "share": 0.0, "guesses": []}
    found = _detector().compute_language_confidence_values(sample)[:3]
    guesses = [(_code(each.language.iso_code_639_1), round(each.value, 2)) for each in found]
    first, second = guesses[0][1], guesses[1][1]
    is_sure = first >= _SURE and first - second >= _AHEAD and _is_like(guesses[0][0], sample)
    return {
        "code": guesses[0][0] if is_sure else "",
        "share": first,
        "guesses": [list(each) for each in guesses],
    }


def _sample(text: str) -> str:
    """From the beginning, the middle and the end; figures say nothing of a language."""
    third = _SAMPLE // 3
    middle = max(0, len(text) // 2 - third // 2)
    parts = (text[:third], text[middle : middle + third], text[-third:]) if len(text) > _SAMPLE else (text,)
    return " ".join(
        word for part in parts for word in part.split() if not any(each.isdigit() for each in word)
    )


def _is_like(code: str, sample: str) -> bool:
    """Whether the little words of English or Afrikaans are there: lingua has to name one of seven even for French."""
    words = sample.lower().split()
    wanted = _LITTLE.get(code)
    return wanted is None or sum(1 for word in words if word in wanted) >= _LEAST_SHARE * len(words)


def _code(iso: IsoCode639_1) -> str:
    return iso.name.lower()


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_KNOWN).build()
