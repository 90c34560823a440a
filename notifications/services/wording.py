"""The sentences of a message: what staff published, else those in code; in the language that is active.

What is in use is kept in the process and read anew every ten seconds, so telling 100,000 people asks nothing, and a new
version is in use everywhere within that time (in the process that published it at once).
"""

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.conf import settings
from django.utils import translation

from notifications.channels.protocol import Channel
from notifications.engine import locales, wording
from notifications.kinds import BadValues, Kind, Told, Values, ValueType
from notifications.models import TemplateVersion
from notifications.services import languages, template_faults

KEPT_SECONDS = 10
logger = logging.getLogger("synthai.notifications")
Place = tuple[str, str, str]  # kind, channel, locale


@dataclass(frozen=True, kw_only=True)
class Published:
    """A version in use."""

    version_id: int
    number: int
    locale: str
    title: str
    body: str
    html: str


@dataclass(frozen=True)
class Said(Told):
    """The sentences, filled, with what only some channels have. `version` is empty when they are those in code."""

    html: str = ""
    version: int | None = None
    locale: str = ""


@dataclass
class _Shelf:
    rows: dict[Place, Published] = field(default_factory=dict)
    read_at: float | None = None


_shelf = _Shelf()


def forget() -> None:
    """Read what is in use anew at the next message."""
    _shelf.read_at = None


def in_use() -> Mapping[Place, Published]:
    """Every version in use. One query every ten seconds."""
    if _shelf.read_at is None or time.monotonic() - _shelf.read_at > KEPT_SECONDS:
        _shelf.read_at = time.monotonic()  # first, so that other threads go on with the old ones
        rows = TemplateVersion.objects.in_use().order_by("pk")
        _shelf.rows = {(row.kind, row.channel, row.locale): _published(row) for row in rows}
    return _shelf.rows


def told(kind: Kind, values: Values, channel: Channel) -> Said:
    """The sentences of a kind for one channel. Raises BadValues when even those in code cannot be filled.

    A published version that cannot be filled is told to staff, and the sentences in code stand in for it.
    """
    speaks = languages.active()
    found = _find(kind, channel, speaks)
    if found is not None:
        try:
            return filled(kind, values, found)
        except BadValues as error:
            template_faults.note(found.version_id, str(error))
    return _declared(kind, values, channel, speaks)


def filled(kind: Kind, values: Values, words: Published) -> Said:
    """A version with these values. Raises BadValues.

    Values are read in the version's own language, so that the month in an English sentence is English.
    """
    with translation.override(words.locale):
        known = _in_words(kind, values)
    try:
        title = wording.fill(words.title, known)
        body = wording.fill(words.body, known)
        html = wording.fill(words.html, known, escape=escape)
    except wording.Unfilled as error:
        raise BadValues(f"{kind.code} has no value {error.name!r}.") from error
    return Said(
        title=title,
        body=body,
        html=html,
        version=words.version_id or None,
        locale=words.locale,
    )


def _find(kind: Kind, channel: Channel, speaks: str) -> Published | None:
    """The version to use: of the language itself, or of the next one in its chain that has words at all."""
    rows = in_use()
    if not rows:
        return None
    for locale in locales.chain(speaks):
        found = rows.get((kind.code, channel.value, locale))
        if found is not None:
            return found
        if _is_translated(kind, channel, locale):
            return None
    return None


def _declared(kind: Kind, values: Values, channel: Channel, speaks: str) -> Said:
    """The sentences in code, with values as their language writes them."""
    locale = next(
        (tag for tag in locales.chain(speaks) if _is_translated(kind, channel, tag)), settings.LANGUAGE_CODE
    )
    with translation.override(locale):
        words = kind.told(values, channel)
    return Said(title=words.title, body=words.body, locale=locale)


def _is_translated(kind: Kind, channel: Channel, locale: str) -> bool:
    """Whether the sentences in code are written in this language too."""
    if locale in {locales.BASE, "en"}:
        return False
    return _sentences(kind, channel, locale) != _sentences(kind, channel, settings.LANGUAGE_CODE)


def _sentences(kind: Kind, channel: Channel, locale: str) -> tuple[str, str]:
    words = kind.by_channel.get(channel, kind.words)
    with translation.override(locale):
        return str(words.title), str(words.body)


def _in_words(kind: Kind, values: Values) -> dict[str, str]:
    """Each value as people read it. One that code no longer declares still reads as it was stored."""
    found: dict[str, str] = {}
    for name, value in values.items():
        with suppress(ValueError, TypeError, ArithmeticError):
            found[name] = kind.variables.get(name, ValueType.TEXT).in_words(_stored(value))
    return found


def _stored(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else str(value)


def _published(row: TemplateVersion) -> Published:
    return Published(
        version_id=row.pk,
        number=row.number,
        locale=row.locale,
        title=row.title,
        body=row.body,
        html=row.html,
    )
