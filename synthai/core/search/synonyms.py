"""What means the same: a list in English, Afrikaans and isiZulu (data/synonyms.txt)."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from synthai.core.search.words import plain, terms

_ENDING: Final = 4  # letters that isiZulu puts behind a stem, as in ebhizinisini
_FILE: Final = Path(__file__).parent / "data" / "synonyms.txt"


def _groups() -> list[list[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    groups = [[plain(each) for each in line.partition("#")[0].split(",") if each.strip()] for line in lines]
    return [list(dict.fromkeys(group)) for group in groups if group]


@cache
def known() -> dict[str, tuple[str, ...]]:
    """For each word or phrase of the list, the others that mean the same in English, Afrikaans or isiZulu."""
    found: dict[str, tuple[str, ...]] = {}
    for group in _groups():
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
    if len(word) > 4 and word[-1] in "es" and word[:-1] in known():
        return (word[:-1], *known()[word[:-1]])  # one of several
    for stem, others in _stems():
        _, met, after = word[1:].partition(stem)
        if met and len(after) <= _ENDING:
            return others
    listed = known()
    for cut in range(4, len(word) - 3):
        first, second = word[:cut], word[cut:]
        one, two = listed.get(first) or listed.get(first.rstrip("s")), listed.get(second)
        if one and two:
            return (first.rstrip("s"), *one, second, *two)
    return ()


def is_listed(word: str) -> bool:
    """Whether the list knows it, as it is, by a stem of isiZulu, or as two words of Afrikaans in one."""
    return word in known() or bool(_of_parts(word))


def glossed(text: str, mended: Mapping[str, Sequence[str]]) -> str:
    """The question with, beside it, what misspelt words were meant to be and the first word of the list, English mostly, for each
    word that it knows: the model of the vectors understands isiZulu less well than a dictionary does."""
    first = _first()
    beside = [near[0] for near in mended.values()]
    for others in (*meaning_the_same(text).values(), *meaning_the_same(" ".join(beside)).values()):
        beside += [first[other] for other in others[:1] if other in first]
    said = set(terms(text))
    fresh = [word for word in dict.fromkeys(beside) if word not in said]
    return f"{text} ({', '.join(fresh)})" if fresh else text


@cache
def _first() -> dict[str, str]:
    """For each word of the list the first of its first group."""
    found: dict[str, str] = {}
    for line in _groups():
        for phrase in line:
            found.setdefault(phrase, line[0])
    return found
