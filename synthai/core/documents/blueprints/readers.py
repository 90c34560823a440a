"""Readers of the parts of a blueprint: each takes plain data and gives a value, or refuses it by its path; and the way back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthai.core.documents.blueprints.refusing import BlueprintRefused

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,5}\Z", re.ASCII)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?\Z", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ue000-\ue002]")


class Reader(Protocol):
    """Reads one value. `write` is the way back to plain data."""

    def read(self, value: Any, path: str) -> Any:
        """The value. Raises BlueprintRefused."""

    def write(self, value: Any) -> Any:
        """As plain data."""


def attr(reader: Reader, default: Any = MISSING, *, name: str = "", label: Any = "") -> Any:
    """A part of a dataclass that is read by `reader`; without default it has to be there. `label` is what the editor calls it."""
    metadata = {"reader": reader, "name": name, "label": label}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata, hash=False)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Line:
    """One line of words; with `is_template` it may hold places."""

    most: int = 200
    is_template: bool = False
    is_needed: bool = False
    is_long: bool = False

    def read(self, value: Any, path: str) -> str:
        if not isinstance(value, str):
            raise BlueprintRefused(path, _("this is not text."), _("Write it between quotes."))
        text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if not self.is_long and "\n" in text:
            raise BlueprintRefused(path, _("this is more than one line."), _("Write it on one line."))
        if len(text) > self.most:
            raise BlueprintRefused(
                path, _("this is longer than %d letters.") % self.most, _("Make it shorter.")
            )
        if self.is_needed and not text:
            raise BlueprintRefused(path, _("this is empty."), _("Write something there."))
        return text

    def write(self, value: str) -> str:
        return value


def template(most: int = 500, *, is_needed: bool = False) -> Line:
    """One line that may hold places."""
    return Line(most=most, is_template=True, is_needed=is_needed)


def long_template(most: int = 20_000) -> Line:
    """Lines that may hold places, conditions and loops."""
    return Line(most=most, is_template=True, is_long=True)


@dataclass(frozen=True)
class Pattern:
    """A word of a fixed form."""

    pattern: re.Pattern[str]
    how: Any  # words, said late
    may_be_empty: bool = False
    most: int = 80

    def read(self, value: Any, path: str) -> str:
        if self.may_be_empty and value == "":
            return ""
        if not isinstance(value, str) or len(value) > self.most or not self.pattern.match(value):
            raise BlueprintRefused(path, _("“%.60s” cannot stand here.") % value, self.how)
        return value

    def write(self, value: str) -> str:
        return value


def key(*, may_be_empty: bool = False) -> Pattern:
    """The key of a fact."""
    return Pattern(
        _KEY, gettext_lazy("Keys are lower-case words parted by dots, like customer.name."), may_be_empty
    )


def slug(*, may_be_empty: bool = False) -> Pattern:
    """A name for programs."""
    return Pattern(
        _SLUG, gettext_lazy("Use small letters, digits, - and _, like payment-reminder."), may_be_empty
    )


def language() -> Pattern:
    """A language."""
    return Pattern(_LANGUAGE, gettext_lazy("Languages are written like en or af."), most=10)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def read(self, value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            raise BlueprintRefused(path, _("this is neither true nor false."), _("Write true or false."))
        return value

    def write(self, value: bool) -> bool:  # noqa: FBT001 - a reader's shape
        return value


@dataclass(frozen=True)
class Number:
    """A whole number."""

    least: int
    most: int

    def read(self, value: Any, path: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= self.most:
            raise BlueprintRefused(
                path,
                _("this is no whole number from %(least)d to %(most)d.")
                % {"least": self.least, "most": self.most},
            )
        return value

    def write(self, value: int) -> int:
        return value


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise BlueprintRefused(
                path, _("“%.60s” is not one of them.") % value, _("Use one of: %s.") % ", ".join(self.options)
            )
        return value

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Day:
    """A day: a date of TOML, or text like 2026-11-29."""

    def read(self, value: Any, path: str) -> date:
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError as error:
            raise BlueprintRefused(path, _("this is no day."), _("Write it like 2026-11-29.")) from error

    def write(self, value: date) -> str:
        return value.isoformat()


@dataclass(frozen=True)
class Many:
    """A list of what another reader reads."""

    inner: Reader
    most: int = 100

    def read(self, value: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise BlueprintRefused(path, _("this is not a list."), _("Write [ and ] around it."))
        if len(value) > self.most:
            raise BlueprintRefused(
                path, _("this has more than %d entries.") % self.most, _("Make it shorter.")
            )
        return tuple(self.inner.read(each, f"{path}[{number}]") for number, each in enumerate(value))

    def write(self, value: tuple[Any, ...]) -> list[Any]:
        return [self.inner.write(each) for each in value]


@dataclass(frozen=True)
class OneOrMany(Many):
    """A list, or one by itself."""

    def read(self, value: Any, path: str) -> tuple[Any, ...]:
        """The entries."""
        return super().read([value] if isinstance(value, str) else value, path)


@dataclass(frozen=True)
class Nested:
    """A table with named parts. `cls` is asked for late, so that a shape may hold itself."""

    cls: Callable[[], type]

    def read(self, value: Any, path: str) -> Any:
        return read_parts(self.cls(), value, path)

    def write(self, value: Any) -> dict[str, Any]:
        return write_parts(value)


@dataclass(frozen=True)
class Translations:
    """For each language its texts, by the text of the blueprint's own language."""

    def read(self, value: Any, path: str) -> dict[str, dict[str, str]]:
        if not isinstance(value, Mapping) or len(value) > 11:
            raise BlueprintRefused(path, _("this is no table of languages."))
        words = Line(most=20_000, is_long=True)
        made: dict[str, dict[str, str]] = {}
        for name, texts in value.items():
            language().read(name, path)
            if not isinstance(texts, Mapping) or len(texts) > 2_000:
                raise BlueprintRefused(f"{path}.{name}", _("this is no table of texts."))
            made[name] = {
                words.read(own, f"{path}.{name}"): words.read(text, f"{path}.{name}.{own!r:.40}")
                for own, text in texts.items()
            }
        return made

    def write(self, value: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        return {name: dict(texts) for name, texts in value.items()}


def name_of(part: Any) -> str:
    """What a part is called in data."""
    return str(part.metadata["name"] or part.name)


def joined(path: str, name: str) -> str:
    """The path of a part."""
    return f"{path}.{name}" if path else name


def read_parts(cls: type, data: Any, path: str, *, besides: tuple[str, ...] = ()) -> Any:
    """A dataclass from a mapping: nothing unknown, nothing missing. Raises BlueprintRefused."""
    if not isinstance(data, Mapping):
        raise BlueprintRefused(path, _("this is not a table of named parts."))
    parts = {name_of(part): part for part in fields(cls)}
    for name in data:
        if name not in parts and name not in besides:
            raise _unknown(path, name, list(parts))
    values = {}
    for name, part in parts.items():
        if name in data:
            values[part.name] = part.metadata["reader"].read(data[name], joined(path, name))
        elif part.default is MISSING and part.default_factory is MISSING:
            raise BlueprintRefused(joined(path, name), _("this is missing."), _("Add “%s”.") % name)
    return cls(**values)


def write_parts(value: Any) -> dict[str, Any]:
    """Plain data of a dataclass, without what is as it would be anyway."""
    made: dict[str, Any] = {}
    for part in fields(value):
        held = getattr(value, part.name)
        empty: Any = {} if part.default_factory is not MISSING else part.default
        if part.default is MISSING and part.default_factory is MISSING or held != empty:
            made[name_of(part)] = part.metadata["reader"].write(held)
    return made


def _unknown(path: str, name: object, known: list[str]) -> BlueprintRefused:
    close = get_close_matches(str(name), known, n=1)
    how = _("Did you mean “%s”?") % close[0] if close else _("Known are: %s.") % ", ".join(known)
    return BlueprintRefused(
        joined(path, f"{name:.60}" if isinstance(name, str) else "?"), _("nothing is called so here."), how
    )
