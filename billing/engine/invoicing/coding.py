"""Frozen dataclasses to JSON and back, exactly: amounts and dates travel as text, tuples as lists.

A field that has its default is left out. So a later version may add fields with defaults, and what was stored before is written
again byte for byte as it was, with the same hash.
"""

import dataclasses
import functools
import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeVar

Shape = TypeVar("Shape")
Reader = Callable[[Any, str], Any]


class Unreadable(ValueError):
    """A JSON value is not what the shape wants; the text names the place."""


def encode(value: Any) -> Any:
    """What JSON holds for a value of one of our shapes."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        held = ((name, getattr(value, name), default) for name, default in _defaults(kind))
        return {name: encode(item) for name, item, default in held if not _same(item, default)}
    return value


def decode(shape: type[Shape], value: Any, path: str = "#") -> Shape:
    """The shape out of its JSON. Raises Unreadable for anything missing, unknown or of another kind."""
    wanted: Any = shape
    found: Shape = _reader(wanted)(value, path)
    return found


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _same(item: Any, default: Any) -> bool:
    """Whether a field has its default, to the last digit: 0.00 is not 0."""
    return type(item) is type(default) and item == default and str(item) == str(default)


@functools.cache
def _defaults(shape: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(shape))


@functools.cache
def _reader(shape: Any) -> Reader:
    """How to read one type; made once for each."""
    if typing.get_origin(shape) in {typing.Union, types.UnionType}:
        inner = _reader(next(part for part in typing.get_args(shape) if part is not type(None)))
        return lambda value, path: None if value is None else inner(value, path)
    if typing.get_origin(shape) is tuple:
        return _tuple_reader(_reader(typing.get_args(shape)[0]))
    if dataclasses.is_dataclass(shape):
        return _dataclass_reader(typing.cast("type", shape))
    if issubclass(shape, Enum):
        return _text_reader(shape, "one of " + ", ".join(str(member.value) for member in shape))
    if shape is Decimal:
        return _text_reader(_amount, "an amount as text")
    if issubclass(shape, date):
        return _text_reader(shape.fromisoformat, "an instant" if shape is datetime else "a date")
    return _plain_reader(shape)


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite():
        raise InvalidOperation
    return amount


def _text_reader(make: Callable[[str], Any], wanted: str) -> Reader:
    def read(value: Any, path: str) -> Any:
        with suppress(ValueError, ArithmeticError):
            if isinstance(value, str):
                return make(value)
        raise Unreadable(f"{path} must be {wanted}, not {value!r:.60}.")

    return read


def _plain_reader(shape: type) -> Reader:
    def read(value: Any, path: str) -> Any:
        if type(value) is not shape:
            raise Unreadable(f"{path} must be {shape.__name__}, not {value!r:.60}.")
        return value

    return read


def _tuple_reader(inner: Reader) -> Reader:
    def read(value: Any, path: str) -> Any:
        if not isinstance(value, list):
            raise Unreadable(f"{path} must be a list, not {value!r:.60}.")
        return tuple(inner(item, f"{path}/{place}") for place, item in enumerate(value))

    return read


def _dataclass_reader(shape: type) -> Reader:
    hints = typing.get_type_hints(shape)
    readers = {name: _reader(hints[name]) for name, _default in _defaults(shape)}
    needed = {name for name, default in _defaults(shape) if default is dataclasses.MISSING}

    def read(value: Any, path: str) -> Any:
        if not isinstance(value, Mapping):
            raise Unreadable(f"{path} must be an object, not {value!r:.60}.")
        if missing := needed - value.keys():
            raise Unreadable(f"{path} lacks {', '.join(sorted(missing))}.")
        if unknown := value.keys() - readers.keys():
            raise Unreadable(f"{path} has {', '.join(sorted(map(str, unknown)))}, which is not known here.")
        return shape(**{name: readers[name](item, f"{path}/{name}") for name, item in value.items()})

    return read
