"""A template beside its translation: each text with what stands for it, what is missing, and what was said before the text was changed."""

import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Literal

from content.engine.template_editing import Data
from synthai.core.documents.blueprints import reading, translating
from synthai.core.documents.blueprints.shapes import Blueprint

State = Literal["done", "stale", "missing"]
_PLACE: Final = re.compile(r"\{\{\s*([\w.]+)")
_WORD: Final = re.compile(r"\w+")
_ALIKE: Final = 0.5  # of their words, for a text to be one that was changed
_MOST_FORMER: Final = 100  # that are compared


@dataclass(frozen=True, kw_only=True)
class Former:
    """A translation whose text stands nowhere any more."""

    text: str
    translation: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A text with its translation. `former` is what was translated before somebody changed the text."""

    text: str
    translation: str
    former: Former | None = None

    @property
    def state(self) -> State:
        """Whether somebody has to look at it, and why."""
        if self.translation:
            return "done"
        return "stale" if self.former else "missing"

    @property
    def lost(self) -> list[str]:
        """Facts that the text names and its translation does not."""
        said = set(_PLACE.findall(self.translation))
        return [
            key for key in dict.fromkeys(_PLACE.findall(self.text)) if self.translation and key not in said
        ]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A template in one other language. `leftover` are translations of texts that stand nowhere and resemble none."""

    language: str
    rows: tuple[Row, ...]
    leftover: tuple[Former, ...]

    @property
    def open_rows(self) -> tuple[Row, ...]:
        """What is to be translated yet, missing and stale."""
        return tuple(row for row in self.rows if row.state != "done")

    def count(self, state: State) -> int:
        """How many texts are in it."""
        return sum(row.state == state for row in self.rows)


def sheets(body: Data) -> list[Sheet]:
    """Each language that the template is translated into. Raises BlueprintRefused for a draft that cannot be read."""
    blueprint = reading.from_data(body)
    return [_sheet(blueprint, language) for language in blueprint.translations]


def sheet(body: Data, language: str) -> Sheet | None:
    """The template in this language; None where it is not translated into it. Raises as `sheets`."""
    blueprint = reading.from_data(body)
    return _sheet(blueprint, language) if language in blueprint.translations else None


def said(body: Data, language: str) -> Mapping[str, str] | None:
    """What is said in a language, by text; None where the template is not translated into it. Raises as `sheets`."""
    return reading.from_data(body).translations.get(language)


def with_language(body: Data, language: str) -> Data:
    """With a language more, in which nothing is said yet."""
    made = deepcopy(body)
    made.setdefault("translation", {}).setdefault(language, {})
    return made


def without_language(body: Data, language: str) -> Data:
    """Without a language and everything said in it."""
    made = deepcopy(body)
    made.get("translation", {}).pop(language, None)
    return made


def written(body: Data, language: str, words: Mapping[str, str]) -> Data:
    """With these translations, by text; an empty one is taken out. What a text said before it was changed goes when its new words are there."""
    found = sheet(body, language)
    kept = {} if found is None else _kept(found, without=words)
    made = with_language(body, language)
    made["translation"][language] = {**kept, **{text: said for text, said in words.items() if said}}
    return made


def tidied(body: Data, language: str) -> Data:
    """Without translations of texts that stand nowhere."""
    found = sheet(body, language)
    made = with_language(body, language)
    made["translation"][language] = (
        {row.text: row.translation for row in found.rows if row.translation} if found else {}
    )
    return made


def _kept(found: Sheet, *, without: Mapping[str, str]) -> dict[str, str]:
    """What stays: every other translation, and what texts that are still open said before."""
    kept = {row.text: row.translation for row in found.rows if row.translation and row.text not in without}
    former = [row.former for row in found.rows if row.former and not without.get(row.text)]
    return kept | {each.text: each.translation for each in (*former, *found.leftover)}


def _sheet(blueprint: Blueprint, language: str) -> Sheet:
    made = dict(blueprint.translations[language])
    own = translating.texts(blueprint)
    shown = dict.fromkeys([*translating.to_translate(blueprint), *(text for text in own if made.get(text))])
    standing = set(own)
    old = {text: said for text, said in made.items() if said and text not in standing}
    rows = [Row(text=text, translation=made.get(text, ""), former=_former(text, made, old)) for text in shown]
    leftover = tuple(Former(text=text, translation=said) for text, said in old.items())
    return Sheet(language=language, rows=tuple(rows), leftover=leftover)


def _former(text: str, made: Mapping[str, str], old: dict[str, str]) -> Former | None:
    """The translation of what the text said before, taken out of `old`, so that it is offered once."""
    if made.get(text) or not old:
        return None
    nearest = max(list(old)[:_MOST_FORMER], key=lambda other: _likeness(text, other))
    if _likeness(text, nearest) < _ALIKE:
        return None
    return Former(text=nearest, translation=old.pop(nearest))


def _likeness(one: str, other: str) -> float:
    """The share of words that both have, from 0 to 1."""
    mine, theirs = (Counter(_WORD.findall(text.lower())) for text in (one, other))
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0
