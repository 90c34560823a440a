"""Words: those that name nobody, names that are certain, and what English has in small letters."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path


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
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in text.splitlines()) | listed("ours")
