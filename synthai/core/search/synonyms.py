"""What means the same: a list in English, Afrikaans and isiZulu (data/synonyms.txt)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from synthai.core.search.words import plain, terms

_ENDING: Final = 4  # letters that isiZulu puts behind a stem, as in ebhizinisini
# Afrikaans words that are English ones too: a question that has them keeps them.
_ENGLISH_TOO: Final = frozenset(("brief", "drank", "lid", "lone", "sake", "steel", "tel", "ware", "wins"))
_FILE: Final = Path(__file__).parent / "data" / "synonyms.txt"


@cache
def _groups() -> list[tuple[list[str], list[str]]]:
    """The words of each line: the English ones, and those behind the bar."""
    lines = (line.partition("#")[0] for line in _FILE.read_text(encoding="utf-8").splitlines())
    parts = [[_phrases(part) for part in line.split("|")] for line in lines if line.strip()]
    return [(english, [phrase for part in rest for phrase in part]) for english, *rest in parts]


def _phrases(said: str) -> list[str]:
    return [plain(each) for each in said.split(",") if each.strip()]


@cache
def _english() -> dict[str, str]:
    """For each word of the list that is not English, the English one that stands first in its last group: later ones are narrower."""
    kept = _ENGLISH_TOO.union(*(english for english, _ in _groups()))
    return {phrase: english[0] for english, others in _groups() for phrase in others if phrase not in kept}


@cache
def known() -> dict[str, tuple[str, ...]]:
    """For each word or phrase of the list, the others that mean the same in English, Afrikaans or isiZulu."""
    found: dict[str, tuple[str, ...]] = {}
    for english, others_of_it in _groups():
        group = [*english, *others_of_it]
        for phrase in group:
            others = (*found.get(phrase, ()), *(other for other in group if other != phrase))
            found[phrase] = tuple(dict.fromkeys(others))
    return found


@cache
def _stems() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The stems of the list ("-bhizinisi"), the longest first, with what they mean."""
    found = [(phrase[1:], others) for phrase, others in known().items() if phrase.startswith("-")]
    return tuple(sorted(found, key=lambda each: -len(each[0])))


def meaning_the_same(text: str) -> dict[str, tuple[str, ...]]:
    """The words and phrases of a question that the list knows, the longest first, with what means the same.

    A word that it does not know as it is may hold a stem of isiZulu behind its concords, or be two words of Afrikaans in one.
    """
    said, listed = terms(text), known()
    found: dict[str, tuple[str, ...]] = {}
    covered: set[int] = set()
    for length in (4, 3, 2, 1):
        for start in range(len(said) - length + 1):
            places, phrase = set(range(start, start + length)), " ".join(said[start : start + length])
            others = listed.get(phrase) or (_of_parts(phrase) if length == 1 else ())
            if others and not places <= covered:
                covered |= places
                found[phrase] = tuple(other for other in others if not other.startswith("-"))
    return found


def _of_parts(word: str) -> tuple[str, ...]:
    found = [(part, *known()[part]) if not part.startswith("-") else known()[part] for part in _parts(word)]
    return tuple(other for others in found for other in others)


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    """What of the list a word is made of: one of several, a stem of isiZulu behind its concords, two words of Afrikaans in one."""
    listed = known()
    if len(word) > 4 and word[-1] in "es" and word[:-1] in listed:
        return (word[:-1],)
    for stem, _ in _stems():
        _, met, after = word[1:].partition(stem)
        if met and len(after) <= _ENDING:
            return (f"-{stem}",)
    for cut in range(4, len(word) - 3):
        first, second = word[:cut], word[cut:]
        one = next((each for each in (first, first.rstrip("s")) if listed.get(each)), "")
        if one and listed.get(second):
            return one, second
    return ()


def is_listed(word: str) -> bool:
    """Whether the list knows it, as it is, by a stem of isiZulu, or as two words of Afrikaans in one."""
    return word in known() or bool(_of_parts(word))


def in_english(text: str, mended: Mapping[str, Sequence[str]]) -> str:
    """The question with English words in the place of Afrikaans and isiZulu ones that the list knows, and of misspelt ones what they were meant
    to be: the model of the vectors understands isiZulu less well than a dictionary does, and takes as long as there are words."""
    said = [near for word in terms(text) for near in mended.get(word, (word,))[:1]]
    return " ".join(_translated(said))


def _translated(said: Sequence[str]) -> Iterator[str]:
    start = 0
    while start < len(said):
        for length in (4, 3, 2, 1):
            phrase = " ".join(said[start : start + length])
            english = _in_english(phrase) if length <= len(said) - start else ""
            if english or length == 1:
                yield english or phrase
                start += length
                break


def _in_english(phrase: str) -> str:
    """Empty where it is English, or unknown."""
    if phrase in _english() or phrase in known() or " " in phrase:
        return _english().get(phrase, "")
    parts = _parts(phrase)
    if not any(part in _english() for part in parts):
        return ""
    return " ".join(dict.fromkeys(_english().get(part, part) for part in parts))
