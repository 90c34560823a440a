"""Words as search sees them: small letters without accents, what says nothing left out, what means the same beside them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

CHUNK_WORDS: Final = 100
OVERLAP: Final = 20
MOST_CHUNKS: Final = 60
MOST_TERMS: Final = 12
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DATA: Final = Path(__file__).with_name("data")
# "How do I", "hoe kan ek", "ngingathola kanjani": what a question is made of, in three languages.
_SAY_NOTHING: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "need",
        "of",
        "on",
        "or",
        "our",
        "shall",
        "should",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "too",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "'n",
        "’n",
        "die",
        "en",
        "is",
        "het",
        "hoe",
        "ek",
        "my",
        "jy",
        "jou",
        "ons",
        "hulle",
        "hul",
        "hom",
        "haar",
        "dit",
        "wat",
        "wanneer",
        "waar",
        "wie",
        "waarom",
        "hoekom",
        "kan",
        "moet",
        "sal",
        "wil",
        "mag",
        "nie",
        "te",
        "tot",
        "vir",
        "van",
        "op",
        "in",
        "uit",
        "by",
        "om",
        "as",
        "aan",
        "met",
        "of",
        "maar",
        "daar",
        "hier",
        "word",
        "was",
        "wees",
        "nodig",
        "kry",
        "een",
        "na",
        "ngi",
        "ngingathola",
        "kanjani",
        "ukuthi",
        "yini",
        "kuphi",
        "nini",
        "ngubani",
        "ubani",
        "uma",
        "futhi",
        "noma",
        "kodwa",
        "kwi",
        "nge",
        "le",
        "lo",
        "la",
        "lezi",
        "lokhu",
        "yami",
        "wami",
        "zami",
        "ngifuna",
        "ngidinga",
        "ngenza",
        "ngenze",
    ]
)


def plain(text: str) -> str:
    """Small letters, no accents, one space between words."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return " ".join(bare.lower().replace("’", "'").split())


def terms(text: str) -> list[str]:
    """The words of a text, plain."""
    return [found.group() for found in _WORD.finditer(plain(text))]


def asked(text: str) -> list[str]:
    """The words of a question that say something, each once, at most twelve; all of them when none does."""
    found = list(dict.fromkeys(terms(text)))
    return ([word for word in found if word not in _SAY_NOTHING] or found)[:MOST_TERMS]


def chunks(title: str, summary: str, text: str) -> list[str]:
    """Pieces of about a hundred words that overlap a little, each with the title in front; at most sixty."""
    words, made = f"{summary} {text}".split(), []
    for start in range(0, max(len(words), 1), CHUNK_WORDS - OVERLAP):
        made.append(f"{title}. {' '.join(words[start : start + CHUNK_WORDS])}".strip())
        if start + CHUNK_WORDS >= len(words) or len(made) == MOST_CHUNKS:
            break
    return made


def alike(word: str, others: Iterable[str]) -> list[str]:
    """Those that a slip or two of the finger turn into `word`, the nearest first; at most three."""
    allowed = 1 if len(word) < 6 else 2
    near = [(distance(word, other, allowed), other) for other in others if other != word]
    return [other for far, other in sorted(near) if far <= allowed][:3]


def distance(one: str, other: str, limit: int) -> int:
    """How many letters to put in, take out, change or swap with their neighbour; more than `limit` is just more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        older, before = before, row
        row = [place]
        for at, its in enumerate(other, 1):
            best = min(before[at] + 1, row[-1] + 1, before[at - 1] + (letter != its))
            if older and at > 1 and letter == other[at - 2] and one[place - 2] == its:
                best = min(best, older[at - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return limit + 1
    return row[-1]


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """For each word or phrase of the list, the others that mean the same in English, Afrikaans or isiZulu."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (_DATA / "synonyms.txt").read_text(encoding="utf-8").splitlines():
        group = [plain(each) for each in line.partition("#")[0].split(",") if each.strip()]
        for phrase in group:
            others = (*found.get(phrase, ()), *(other for other in group if other != phrase))
            found[phrase] = tuple(dict.fromkeys(others))
    return found


def meaning_the_same(text: str) -> dict[str, tuple[str, ...]]:
    """The words and phrases of a question that the list knows, the longest first, with what means the same."""
    said, known = terms(text), synonyms()
    found: dict[str, tuple[str, ...]] = {}
    for length in (4, 3, 2, 1):
        for start in range(len(said) - length + 1):
            phrase = " ".join(said[start : start + length])
            if phrase in known:
                found[phrase] = known[phrase]
    return found
