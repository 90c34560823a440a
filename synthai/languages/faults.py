"""What is wrong with a language's catalogues, and how much of each part it has."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from synthai.languages import catalogues
from synthai.languages.messages import Collected, Key
from synthai.settings.languages import known

_PLACE: Final = re.compile(r"%(?:\(\w+\))?[#0\-+]?\d*(?:\.\d+)?[a-zA-Z%]|\{[\w.]*(?::[^}]*)?\}")
_MARK: Final = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True)
class Share:
    """How many sentences a part has, and how many of them are translated."""

    part: str
    sentences: int
    translated: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 is everything."""
        return self.translated * 100 // self.sentences if self.sentences else 100


def of(locale: Path, tag: str, collected: Collected) -> list[str]:
    """Every fault of a language in words, those of its form first."""
    kept = catalogues.translations(locale, tag)
    return [
        *(fault for key, texts in kept.items() for fault in _in_translation(key, texts)),
        *_not_collected(locale, tag, collected),
        *_not_complete(locale, tag, collected, kept),
        *_not_compiled(locale, tag),
    ]


def _in_translation(key: Key, texts: tuple[str, ...]) -> Iterator[str]:
    originals = (key.text, key.plural or key.text)
    for number, text in enumerate(texts):
        original = originals[min(number, 1)]
        wanted, got = Counter(_PLACE.findall(original)), Counter(_PLACE.findall(text))
        may_leave_out = bool(key.plural) and number == 0  # "one" may stand there instead of a number
        if got - wanted or (wanted - got and not may_leave_out):
            yield f"“{original}”: its places are {sorted(wanted)}, those of “{text}” {sorted(got)}."
        if Counter(_MARK.findall(original)) != Counter(_MARK.findall(text)):
            yield f"“{original}”: “{text}” has other marks."
        if (original[:1].isspace(), original[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
            yield f"“{original}”: “{text}” begins or ends otherwise."


def _not_collected(locale: Path, tag: str, collected: Collected) -> Iterator[str]:
    parts = known(locale)[tag].get("parts")
    there = {part: {catalogues.key_of(each) for each in catalogues.read(path, tag) if each.id}
             for part, path in catalogues.files(locale, tag)}  # fmt: skip
    wanted = {key for key in collected.files if not parts or collected.part_of(key) in parts}
    for key in sorted(wanted - set().union(*there.values()), key=repr):
        yield f"“{key.text}” of {min(collected.files[key])} is in no catalogue: run bin/languages collect."


def _not_complete(
    locale: Path, tag: str, collected: Collected, kept: dict[Key, tuple[str, ...]]
) -> Iterator[str]:
    claimed = known(locale)[tag].get("complete", [])
    for key, names in collected.files.items():
        for name in sorted(names):
            if key not in kept and any(fits(name, pattern) for pattern in claimed):
                yield f"“{key.text}” of {name} is not translated, and the file is said to be."


def _not_compiled(locale: Path, tag: str) -> Iterator[str]:
    for part, path in catalogues.files(locale, tag) if known(locale)[tag]["offered"] else ():
        made = path.with_suffix(".mo")
        if not made.is_file() or made.read_bytes() != catalogues.compiled(path, tag):
            yield f"{part}: compiled from something else: run bin/languages compile."


def fits(name: str, pattern: str) -> bool:
    """Whether a claim is about this file; a star stands for folders too."""
    return fnmatch(name, pattern)


def coverage(locale: Path, tag: str, collected: Collected) -> list[Share]:
    """How much of each part is translated; what several parts say counts in each of them."""
    kept = catalogues.translations(locale, tag)
    every: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for key, parts in collected.parts.items():
        every.update(parts)
        done.update(parts if key in kept else ())
    return [Share(part, every[part], done[part]) for part in sorted(every)]
