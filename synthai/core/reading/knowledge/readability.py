"""How easily an English text is read: Flesch's reading ease (1948) and the school grade of Flesch and Kincaid (1975).

Syllables are counted by rule, since lists of pronunciation are loaded over the network by the libraries that use them. The rule is right for about nine
words in ten of ordinary business English (the tests hold its number); over a whole text the errors mostly cancel out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from synthai.core.reading.knowledge.sentences import Sentence

_LEAST_WORDS: Final = 60  # less says nothing
_WORDS_A_MINUTE: Final = 200
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT_END: Final = re.compile(r"(?:[^aeiouylscxzgh]es|[aeiou]les|[^aeiouytd]ed|[^aeiouyl]e|[aeiou]le)\Z")
_SILENT_INSIDE: Final = re.compile(
    r"[aeiouy][^aeiouy]{1,2}e(?=(?:ments?|ly|ty|things?|times?|fore|house|ful|less|ness|where|one)\Z)"
)
_TWO_VOWELS: Final = re.compile(
    r"ia(?!l\b|n\b|r\b)|io(?!n)|iu|deo|ua(?!r)|uo|[aeo]ing|[aeiou]y[aeiou]|riet|quiet|poet|ier\b|iest\b|creat|react|(?:ar|id)ea"
)
_LEARNT: Final = {"business": 2, "every": 2, "people": 2, "evening": 2, "sales": 1}


def of(sentences: Sequence[Sentence]) -> dict[str, Any] | None:
    """Ease (0 to 100, more is easier), school grade, words a sentence, minutes; None for a text that is too short."""
    counted = [each.words for each in sentences]
    words = [word for each in counted for word in each]
    if len(words) < _LEAST_WORDS:
        return None
    said = sum(1 for each in counted if each) or 1
    a_sentence, a_word = len(words) / said, sum(map(syllables, words)) / len(words)
    return {
        "ease": round(min(100.0, max(0.0, 206.835 - 1.015 * a_sentence - 84.6 * a_word))),
        "grade": round(max(0.0, 0.39 * a_sentence + 11.8 * a_word - 15.59), 1),
        "words_a_sentence": round(a_sentence, 1),
        "minutes": max(1, round(len(words) / _WORDS_A_MINUTE)),
    }


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, about."""
    plain = word.lower().removesuffix("'s").removesuffix("’s").replace("'", "").replace("-", "")
    if plain in _LEARNT:
        return _LEARNT[plain]
    plain = plain.replace("qu", "kw")
    count = len(_VOWELS.findall(plain)) + len(_TWO_VOWELS.findall(plain))
    count -= bool(_SILENT_END.search(plain)) + bool(_SILENT_INSIDE.search(plain))
    return max(1, count)
