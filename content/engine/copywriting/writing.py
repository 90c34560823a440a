"""Variants by rule: patterns of our own, filled with facts, each opened and closed in the tone that was asked for."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from content.engine.copywriting import banned
from content.engine.copywriting.channels import LENGTHS, Channel, letters_of
from synthai.core.facts import writer
from synthai.core.facts.base import FactBase, Use
from synthai.core.facts.wording import Wording

LANGUAGES: Final = ("en", "af")
_FOLDER: Final = Path(__file__).parent / "patterns"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to say it. `uses` says which fact each figure is from; `is_cut`: lines were left out so that it fits."""

    text: str
    subject: str = ""
    pattern: str = ""
    uses: tuple[Use, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be written."""

    channel: Channel
    tone: str
    length: str
    language: str
    banned: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    text: str
    uses: tuple[Use, ...]
    is_optional: bool = True


def variants(wish: Wish, facts: FactBase, number: int) -> list[Variant]:
    """So many variants, each by a pattern of its own, as far as there are patterns. None holds a word that is never used."""
    table = patterns(wish.language)
    tone = table["tones"][wish.tone]
    made: list[Variant] = []
    for place, pattern in enumerate(table["patterns"][wish.channel.family]):
        variant = _Writing(wish, facts, table).variant(pattern, tone, place)
        if variant is not None and variant.text not in {each.text for each in made}:
            made.append(variant)
        if len(made) == number:
            break
    return made


def stop_line(wish: Wish, facts: FactBase) -> str:
    """Who sends it and how to stop it, for channels that go to people one by one; else empty."""
    if not wish.channel.is_direct:
        return ""
    ways: list[str] = patterns(wish.language)["stop"][wish.channel.family]
    written = [writer.write(way, facts, Wording(language=wish.language)).text for way in ways]
    return next((text for text in written if not banned.find(text, wish.banned)), written[-1])


@cache
def patterns(language: str) -> dict[str, Any]:
    """The patterns of a language; English where there are none."""
    code = language if language in LANGUAGES else "en"
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        return tomllib.load(file)


class _Writing:
    """The writing of one variant."""

    def __init__(self, wish: Wish, facts: FactBase, table: dict[str, Any]) -> None:
        self.wish, self.facts = wish, facts
        self.wording = Wording(language=wish.language, decimal_mark="," if wish.language == "af" else ".")
        self.stop = stop_line(wish, facts)
        self.is_one_line = wish.channel.is_sms

    def variant(self, pattern: dict[str, Any], tone: dict[str, Any], place: int) -> Variant | None:
        """The text, or None when words that are never used leave nothing of it."""
        lines = self._lines(pattern)
        if not lines:
            return None
        opening = self._phrase(tone["openings"], place)
        closing = self._phrase(tone["closings"], place) if self.wish.length != "short" else None
        if self.wish.channel.family == "letter":  # the tone stands after the greeting and before the name
            lines = [
                lines[0],
                *([opening] if opening else []),
                *lines[1:-1],
                *([closing] if closing else []),
                lines[-1],
            ]
        else:
            lines = [*([opening] if opening else []), *lines, *([closing] if closing else [])]
        return self._fitted(lines, pattern)

    def _lines(self, pattern: dict[str, Any]) -> list[_Line]:
        most = LENGTHS.index(self.wish.length)
        wanted = [each for each in pattern["lines"] if LENGTHS.index(each["at"]) <= most]
        found = [
            self._line(each["text"], is_optional=place > 0)
            for place, each in enumerate(wanted)
            if not each.get("needs") or self.facts.has(each["needs"])
        ]
        if not found or found[0] is None:  # what it is about may not be said
            return []
        return [line for line in found if line is not None]

    def _line(self, template: str, *, is_optional: bool = True) -> _Line | None:
        written = writer.write(template, self.facts, self.wording)
        body = written.text.strip()
        if not body or banned.find(body, self.wish.banned):
            return None
        shift = len(written.text) - len(written.text.lstrip())
        uses = tuple(
            Use(max(0, use.start - shift), min(len(body), use.end - shift), use.key) for use in written.uses
        )
        return _Line(body, uses, is_optional)

    def _phrase(self, phrases: Sequence[str], place: int) -> _Line | None:
        if self.is_one_line or not phrases[place % len(phrases)]:
            return None
        return self._line(phrases[place % len(phrases)])

    def _fitted(self, lines: list[_Line], pattern: dict[str, Any]) -> Variant | None:
        """The lines as one text that the channel takes: optional ones are left out from the end until it fits."""
        kept, is_cut = list(lines), False
        while True:
            text, uses = self._joined(kept)
            if letters_of(self.wish.channel, text) <= self.wish.channel.most:
                subject = self._subject(pattern)
                return Variant(text=text, subject=subject, pattern=pattern["name"], uses=uses, is_cut=is_cut)
            loose = next((place for place in range(len(kept) - 1, -1, -1) if kept[place].is_optional), None)
            if loose is None:
                return None
            del kept[loose]
            is_cut = True

    def _joined(self, lines: Sequence[_Line]) -> tuple[str, tuple[Use, ...]]:
        parts = [*lines, *([_Line(self.stop, ())] if self.stop else [])]
        join = (
            " " if self.is_one_line else "\n\n" if self.wish.channel.family in {"letter", "listing"} else "\n"
        )
        text, uses = "", []
        for part in parts:
            body = " ".join(part.text.split()) if self.is_one_line else part.text
            start = len(text) + (len(join) if text else 0)
            text = f"{text}{join}{body}" if text else body
            uses += [
                Use(start + use.start, start + use.end, use.key) for use in part.uses if not self.is_one_line
            ]
        return text, tuple(uses)

    def _subject(self, pattern: dict[str, Any]) -> str:
        if not self.wish.channel.has_subject:
            return ""
        told = writer.write(pattern["subject"], self.facts, self.wording).text
        return (
            told
            if len(told) <= self.wish.channel.most_subject
            else told[: self.wish.channel.most_subject - 1] + "…"
        )
