"""The language of sentences that people write without a deploy: text with `%(name)s` in it, and nothing else.

No loops, no filters, no attributes, no lookups: a name stands for a text that was made before. So a sentence can reach nothing
but the values of its own message, costs the time of its own length, and cannot fail half-way. `%%` is a percent sign,
and so is a `%` that starts nothing.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_MARK: Final = re.compile(r"%(?:%|\(([a-z_][a-z0-9_]*)\)s)")
# What looks like a variable and is none: %(a.b)s, %(name)d, %(name, %s.
_BROKEN: Final = re.compile(r"%\([^)\n]{0,40}(?:\)[a-z]?)?|%[sdrf](?![a-z])|\{\{.{0,40}?\}\}|\{%.{0,40}?%\}")


class Unfilled(LookupError):
    """A sentence names a value that its message does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def variables(text: str) -> tuple[str, ...]:
    """The names a text uses, each once, in order."""
    return tuple(dict.fromkeys(found[1] for found in _MARK.finditer(text) if found[1]))


def broken_marks(text: str) -> tuple[str, ...]:
    """What was meant as a variable and is none, as it stands there."""
    plain = _MARK.sub(" ", text)
    return tuple(dict.fromkeys(found[0] for found in _BROKEN.finditer(plain)))


def fill(text: str, values: Mapping[str, str], *, escape: Callable[[str], str] = str) -> str:
    """The text with its values, each put through `escape`. Raises Unfilled."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if not name:
            return "%"
        if name not in values:
            raise Unfilled(name)
        return escape(values[name])

    return _MARK.sub(value, text)
