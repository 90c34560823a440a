"""Words as search sees them: small letters without accents, what says nothing left out."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import jellyfish

CHUNK_WORDS: Final = 100
OVERLAP: Final = 20
MOST_CHUNKS: Final = 60
MOST_TERMS: Final = 12
MOST_SLIPS: Final = 2
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# "How do I", "hoe kan ek", "ngingathola kanjani": what a question is made of, in three languages.
SAY_NOTHING: Final = frozenset(
    (Path(__file__).parent / "data" / "say_nothing.txt").read_text(encoding="utf-8").split()
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
    return ([word for word in found if word not in SAY_NOTHING] or found)[:MOST_TERMS]


def chunks(title: str, summary: str, text: str) -> list[str]:
    """Pieces of about a hundred words that overlap a little, each with the title in front; at most sixty."""
    words, made = f"{summary} {text}".split(), []
    for start in range(0, max(len(words), 1), CHUNK_WORDS - OVERLAP):
        made.append(f"{title}. {' '.join(words[start : start + CHUNK_WORDS])}".strip())
        if start + CHUNK_WORDS >= len(words) or len(made) == MOST_CHUNKS:
            break
    return made


def alike(word: str, others: Iterable[str]) -> list[str]:
    """Those that a slip or two of the finger turn into `word`, the nearest first; at most three. A slip: a letter put in, left out or changed, or two
    that changed places (Damerau and Levenshtein, also with letters between them)."""
    allowed = 1 if len(word) < 6 else MOST_SLIPS
    letters = set(word)  # each slip takes one letter out of the set, or puts one in, or both
    near = [
        (jellyfish.damerau_levenshtein_distance(word, other), other)
        for other in others
        if abs(len(other) - len(word)) <= allowed
        and other != word
        and len(letters.symmetric_difference(other)) <= 2 * allowed
    ]
    return [other for far, other in sorted(near) if far <= allowed][:3]
