"""Whether a question is asked in Afrikaans: by its small words, since it is too short for more."""

import re
from typing import Final

_AFRIKAANS: Final = frozenset({
    "die", "het", "hoe", "ek", "jy", "ons", "hulle", "dit", "wat", "wanneer", "wie", "waarom", "hoekom", "watter", "moet", "sal",
    "mag", "nie", "vir", "van", "uit", "'n", "’n", "en", "word", "nodig", "kry", "my", "hou", "doen", "kan", "hoeveel", "binne",
    "skryf", "lank", "wees", "gaan", "waar", "as", "tel", "is", "op", "in", "om", "te", "hierdie", "kos", "sy", "haar", "nog",
    "ook", "geld", "betaal",
})  # fmt: skip
_ENGLISH: Final = frozenset({
    "the", "a", "an", "and", "are", "do", "does", "how", "i", "it", "what", "when", "where", "which", "who", "whom", "why", "will",
    "with", "you", "your", "my", "of", "for", "must", "can", "should", "may", "to", "from", "has", "have", "if", "be", "not", "much",
    "many", "long", "get", "need", "by", "at", "on", "is", "in", "was", "as", "pay",
})  # fmt: skip
_WORD: Final = re.compile(r"['’]?[^\W\d_]+")


def language_of(text: str, *, otherwise: str = "en") -> str:
    """ "af" or "en"; `otherwise` where its small words do not tell."""
    said = [found.group() for found in _WORD.finditer(text.lower())]
    afrikaans = sum((word in _AFRIKAANS) - (word in _ENGLISH) for word in said)
    if any(letter in text.lower() for letter in "êëôöûï"):
        afrikaans += 1
    if afrikaans > 0:
        return "af"
    return "en" if afrikaans < 0 else otherwise
