"""Words: those that name nobody, names that are certain, and what English has in small letters."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

_RARE: Final = 100_000  # of the list's counts
_FORMS: Final = ("s", "ed", "ing", "ly", "er", "ness", "less", "ful", "able", "ised", "y")


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words beside this module."""
    lines = (Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def phrases() -> "re.Pattern[str]":
    """Whole names of words/phrases.txt that every business may give."""
    lines = (Path(__file__).parent / "words" / "phrases.txt").read_text(encoding="utf-8").splitlines()
    names = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(name) for name in names)})(?![\w-])")


def is_certain(word: str) -> bool:
    """Whether a word in small letters is a name whatever stands around it."""
    return word in listed("names") and word not in listed("ambiguous")


def is_word(word: str) -> bool:
    """Whether English has it in small letters, in British spelling too. An empty one is no name either."""
    spellings = (
        word,
        word.partition("'")[0],
        word.replace("ise", "ize"),
        word.replace("isa", "iza"),
        word.replace("our", "or"),
    )
    return not word or any(each in _dictionary() for each in spellings)


@cache
def _dictionary() -> frozenset[str]:
    """A rare word is as likely a name (Goldcrest), but for its forms, which are rarer than the word (`overhauls`)."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    counted = (line.partition(" ")[::2] for line in text.splitlines() if line)
    return listed("ours") | {word for word, count in counted if int(count) >= _RARE or word.endswith(_FORMS)}
