"""What people can be told: every kind of notification, declared by the app that tells it, in its own kinds.py.

    kind(
        "pricing.stock_low",
        category="prices",
        title=_("Stock is low"),
        channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.DAILY},
        variables={"product": ValueType.TEXT, "left": ValueType.NUMBER},
        words=Words(title=_("%(product)s: %(left)s left"), body=_("Order in time.")),
        example={"product": "Brown bread", "left": 4},
        because=_("you may decide about prices"),
    )

A kind is on one category; people choose by category and channel. What is critical cannot be turned off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.planning import KindRules
from synthai.core.money import format_zar, group_digits
from synthai.core.sealing import seal, unseal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Values = Mapping[str, Any]
_SEALED = "notifications.value"


class UnknownKind(LookupError):
    """Nobody declared this kind: a fault of the code, or of a message older than it."""


class BadValues(ValueError):
    """What was handed over does not fill the kind's sentences; the message names the variable."""


class ValueType(StrEnum):
    """What a variable of a sentence holds. Values travel as JSON: amounts, days and moments as text."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    SEALED = "sealed"  # stored so that nobody reads it in the table: codes

    def in_words(self, value: Any) -> str:
        """The value as people read it. Raises ValueError, TypeError or ArithmeticError for one of another type."""
        if self is ValueType.TEXT:
            return str(value)
        if self is ValueType.NUMBER:
            return group_digits(Decimal(value), 0)
        if self is ValueType.MONEY:
            return format_zar(Decimal(value))
        if self is ValueType.SEALED:
            return unseal(str(value), purpose=_SEALED).decode()
        return _time_in_words(self, str(value))


def sealed(text: str) -> str:
    """A value for a variable of type SEALED."""
    return seal(text.encode(), purpose=_SEALED)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The sentences of a kind; `%(name)s` stands for a variable."""

    title: "_StrOrPromise"
    body: "_StrOrPromise" = ""


@dataclass(frozen=True)
class Told:
    """The sentences, filled."""

    title: str
    body: str


# The app wrote the sentences itself, because they depend on more than values.
IN_OUR_WORDS = Words(title="%(title)s", body="%(body)s")
OUR_WORDS = {"title": ValueType.TEXT, "body": ValueType.TEXT}


@dataclass(frozen=True, kw_only=True)
class Category:
    """What people choose about: a handful, in their words."""

    code: str
    title: "_StrOrPromise"
    text: "_StrOrPromise"
    is_marketing: bool = False
    is_offered: bool = True  # False: nothing to choose about, so that no page of choices shows it
    is_ours: bool = False  # we speak, never an organisation: its mails come from our own address
    place: int = 0  # what is of a higher one comes later


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One thing that people are told.

    `channels` says how often by default, in the order of the pages; a channel that is missing is never used. `by_channel` has
    other sentences for some. `because` ends "You get this because …". With `own_mail` the app sends the e-mail itself, to an
    address that it knows and with a template of its own: the pipeline sends none. After `lives_for` it is worthless: it goes out no
    more, and what failed is not sent once more (three days where a kind says nothing). `escalation` names the policy by which it
    goes on until somebody has taken it (services/escalating.py); only what is critical can.
    """

    code: str
    category: str
    title: "_StrOrPromise"
    channels: Mapping[Channel, Frequency]
    words: Words
    variables: Mapping[str, ValueType]
    example: Values
    because: "_StrOrPromise"
    by_channel: Mapping[Channel, Words] = field(default_factory=dict)
    in_turn: tuple[Channel, ...] = ()
    is_critical: bool = False
    lives_for: timedelta | None = None
    own_mail: bool = False
    escalation: str = ""

    @property
    def rules(self) -> KindRules:
        """What the engine needs of it."""
        carried = {
            channel: often
            for channel, often in self.channels.items()
            if not (self.own_mail and channel is Channel.EMAIL)
        }
        return KindRules(
            channels=carried,
            is_critical=self.is_critical,
            is_marketing=categories()[self.category].is_marketing,
            in_turn=self.in_turn,
        )

    @property
    def is_ours(self) -> bool:
        """Whether we speak to people, not an organisation to its own."""
        return categories()[self.category].is_ours

    def checked(self, values: Values) -> dict[str, Any]:
        """The values that the sentences need, as they are stored. Raises BadValues."""
        return {
            name: _plain(values[name]) for name in self.variables if self._filled(name, values) is not None
        }

    def told(self, values: Values, channel: Channel) -> Told:
        """The sentences for one channel, of the values that they use: those of older messages may be fewer. Raises BadValues."""
        words = self.by_channel.get(channel, self.words)
        title, body = str(words.title), str(words.body)
        used = {name for name in self.variables if f"%({name})" in title or f"%({name})" in body}
        filled = {name: self._filled(name, values) for name in used}
        return Told(title=title % filled, body=body % filled)

    def in_words(self, name: str, values: Values) -> str:
        """One variable as people read it. Raises BadValues, also for one that the kind does not have."""
        if name not in self.variables:
            raise BadValues(f"{self.code} has no {name!r}.")
        return self._filled(name, values)

    def _filled(self, name: str, values: Values) -> str:
        if name not in values:
            raise BadValues(f"{self.code} needs {name!r}.")
        try:
            return self.variables[name].in_words(_plain(values[name]))
        except (ValueError, TypeError, InvalidOperation) as error:
            raise BadValues(f"{self.code}: {name!r} is no {self.variables[name]}.") from error


_KINDS: dict[str, Kind] = {}
_CATEGORIES: dict[str, Category] = {}


def category(
    code: str,
    *,
    title: "_StrOrPromise",
    text: "_StrOrPromise",
    is_marketing: bool = False,
    is_offered: bool = True,
    is_ours: bool = False,
    place: int = 0,
) -> str:
    """Declare a category; returns its code. Declaring it again replaces it."""
    _CATEGORIES[code] = Category(
        code=code,
        title=title,
        text=text,
        is_marketing=is_marketing,
        is_offered=is_offered,
        is_ours=is_ours,
        place=place,
    )
    return code


def kind(  # noqa: PLR0913 - a declaration
    code: str,
    *,
    category: str,
    title: "_StrOrPromise",
    channels: Mapping[Channel, Frequency],
    example: Values,
    because: "_StrOrPromise",
    words: Words = IN_OUR_WORDS,
    variables: Mapping[str, ValueType] = OUR_WORDS,
    by_channel: Mapping[Channel, Words] | None = None,
    in_turn: tuple[Channel, ...] = (),
    is_critical: bool = False,
    lives_for: timedelta | None = None,
    own_mail: bool = False,
    escalation: str = "",
) -> str:
    """Declare a kind; returns its code. Raises ImproperlyConfigured when it is not whole.

    Its example must fill its sentences, for every channel: that is what previews show and what a page of staff lists.
    """
    made = Kind(
        code=code,
        category=category,
        title=title,
        channels=dict(channels),
        words=words,
        variables=dict(variables),
        example=dict(example),
        because=because,
        by_channel=dict(by_channel or {}),
        in_turn=in_turn,
        is_critical=is_critical,
        lives_for=lives_for,
        own_mail=own_mail,
        escalation=escalation,
    )
    _refuse_half_made(made)
    _KINDS[code] = made
    return code


def find(code: str) -> Kind:
    """The kind of this code. Raises UnknownKind."""
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(f"Nobody declared the kind {code!r}: an app does it in its kinds.py.") from None


def known(code: str) -> Kind | None:
    """The kind of this code, None for one that is gone: rows outlive code."""
    return _KINDS.get(code)


def kinds() -> list[Kind]:
    """Every kind, by category in the order of declaration, then by code."""
    places = {code: place for place, code in enumerate(categories())}
    return sorted(_KINDS.values(), key=lambda each: (places[each.category], each.code))


def categories() -> dict[str, Category]:
    """Every category by its code, by place, then in the order of declaration."""
    return dict(sorted(_CATEGORIES.items(), key=lambda each: each[1].place))


def channels_of(category: str) -> dict[Channel, Frequency]:
    """The channels that a category uses at all, in the order of the protocol, each with what holds by default.

    Where kinds differ, the most frequent default counts.
    """
    loudest = [Frequency.OFF, Frequency.WEEKLY, Frequency.DAILY, Frequency.HOURLY, Frequency.NOW]
    found: dict[Channel, Frequency] = {}
    for each in _KINDS.values():
        for channel, often in each.channels.items() if each.category == category else ():
            found[channel] = max(found.get(channel, Frequency.OFF), often, key=loudest.index)
    return {channel: found[channel] for channel in Channel if channel in found}


def has_critical(category: str, channel: Channel) -> bool:
    """Whether something of a category comes on this channel whatever is chosen."""
    return any(
        each.is_critical and each.channels.get(channel, Frequency.OFF) is not Frequency.OFF
        for each in _KINDS.values()
        if each.category == category
    )


def is_all_critical(category: str, channel: Channel) -> bool:
    """Whether everything of a category on this channel is critical, so that there is nothing to choose."""
    using = [each for each in _KINDS.values() if each.category == category and channel in each.channels]
    return bool(using) and all(
        each.is_critical and each.channels[channel] is not Frequency.OFF for each in using
    )


def is_reserve(category: str, channel: Channel) -> bool:
    """Whether all of a category that uses this channel does so only when another channel took it not."""
    using = [each for each in _KINDS.values() if each.category == category and channel in each.channels]
    return bool(using) and all(channel in each.in_turn[1:] for each in using)


def _refuse_half_made(made: Kind) -> None:
    if made.category not in _CATEGORIES:
        raise ImproperlyConfigured(f"{made.code}: declare the category {made.category!r} first.")
    if not made.channels:
        raise ImproperlyConfigured(f"{made.code} has no channel.")
    if made.escalation and not made.is_critical:
        raise ImproperlyConfigured(
            f"{made.code} goes on until somebody has taken it, so it must be critical."
        )
    strangers = {*made.by_channel, *made.in_turn} - set(made.channels)
    if strangers:
        raise ImproperlyConfigured(f"{made.code} does not use {', '.join(sorted(strangers))}.")
    try:
        made.checked(made.example)
        for channel in made.channels:
            made.told(made.example, channel)
    except (BadValues, KeyError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(
            f"{made.code}: its example does not fill its sentences ({error})."
        ) from error


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _time_in_words(kind: ValueType, value: str) -> str:
    moment = parse_datetime(value) if kind is ValueType.MOMENT else None
    if moment is not None:
        return date_format(localtime(moment), "j F Y, H:i")
    day = parse_date(value[:10])
    if day is None or kind is ValueType.MOMENT:
        raise ValueError(value)
    return date_format(day, "j F Y")
