"""The matrix of choices, as the pages draw it: a row for each category, a cell for each channel."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from notifications import carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.models.message import CHANNELS
from notifications.models.person import FREQUENCIES
from notifications.services import agreed_words

Place = tuple[str, Channel]
_CHANNEL_NAMES = dict(CHANNELS)
_FREQUENCY_NAMES = dict(FREQUENCIES)
_IN_APP = ("now", "off")  # what is in the app gathers itself
NAME = "often"
_NOTHING = (None, Frequency.OFF)


@dataclass(frozen=True)
class Option:
    """One frequency to choose."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Cell:
    """One category on one channel. Locked: everything there is critical."""

    name: str
    channel: Channel
    label: str
    options: tuple[Option, ...]
    is_locked: bool
    has_critical: bool
    is_reserve: bool = False  # used when the phone's own push takes it not
    wording: str = ""  # marketing: what a tick agrees to
    is_given: bool = False
    unticked: str = ""  # what leaving it unticked means: nothing new, or that it is taken back


@dataclass(frozen=True)
class Row:
    """One category."""

    code: str
    title: str
    text: str
    cells: tuple[Cell, ...]
    has_critical: bool
    is_marketing: bool = False
    beyond: tuple[Cell, ...] = ()  # by ways on which she is not reached yet

    @property
    def ways_beyond(self) -> str:
        """ "SMS, WhatsApp"."""
        return ", ".join(cell.label for cell in self.beyond)

    @property
    def is_beyond_chosen(self) -> bool:
        """Whether she chose something for a way on which she is not reached."""
        return any(cell.options and not cell.options[0].is_chosen for cell in self.beyond)

    @property
    def is_locked(self) -> bool:
        """Nothing to choose at all."""
        return all(cell.is_locked for cell in (*self.cells, *self.beyond))


def rows(
    chosen: Mapping[Place, Frequency],
    defaults: Mapping[Place, Frequency],
    *,
    with_marketing: bool = True,
    reached: Container[Channel] = tuple(Channel),
    may_agree: bool = True,
) -> list[Row]:
    """Every category that somebody can be told, with the channels that somebody carries.

    Channels on which she is not `reached` stand apart. Marketing is not for an organisation to decide: only each person's own tick
    counts, and all of it is shown. Who may not agree to it (nobody knows who follows a link) sees what was agreed to, to take it back.
    """
    carried = carriers.channels()
    found = []
    for code, category in registry.categories().items():
        if not category.is_offered or (category.is_marketing and not with_marketing):
            continue
        channels = {
            channel: often for channel, often in registry.channels_of(code).items() if channel in carried
        }
        cells = tuple(
            _cell(code, channel, chosen.get((code, channel)), defaults.get((code, channel), often))
            for channel, often in channels.items()
            if may_agree or not category.is_marketing or chosen.get((code, channel)) not in _NOTHING
        )
        if cells:
            has_critical = any(cell.has_critical for cell in cells)
            near = tuple(cell for cell in cells if category.is_marketing or cell.channel in reached)
            found.append(
                Row(
                    code,
                    str(category.title),
                    str(category.text),
                    near,
                    has_critical,
                    category.is_marketing,
                    beyond=tuple(cell for cell in cells if cell not in near),
                )
            )
    return found


def organisation_rows(defaults: Mapping[Place, Frequency]) -> list[Row]:
    """What an organisation may decide for its people: all but marketing."""
    return rows(defaults, {}, with_marketing=False)


def wanted(posted: QueryDict) -> dict[Place, Frequency | None]:
    """What a form of these rows says. Unknown names and values are passed over."""
    found: dict[Place, Frequency | None] = {}
    for code in registry.categories():
        for channel in registry.channels_of(code):
            value = posted.get(_name(code, channel))  # of a box that is ticked the last value counts
            if value == "":
                found[code, channel] = None
            elif value in _allowed(channel):
                found[code, channel] = Frequency(value)
    return found


def _cell(code: str, channel: Channel, chosen: Frequency | None, default: Frequency) -> Cell:
    is_locked = registry.is_all_critical(code, channel)
    default_name = _("%(often)s (default)") % {"often": _FREQUENCY_NAMES[default.value]}
    options = [Option("", default_name, chosen is None)]
    options += [
        Option(value, str(_FREQUENCY_NAMES[value]), chosen is not None and chosen.value == value)
        for value in _allowed(channel)
    ]
    return Cell(
        name=_name(code, channel),
        channel=channel,
        label=str(_CHANNEL_NAMES[channel.value]),
        options=tuple(options),
        is_locked=is_locked,
        has_critical=registry.has_critical(code, channel),
        is_reserve=registry.is_reserve(code, channel),
        wording=agreed_words.of_choice(code, channel) if registry.categories()[code].is_marketing else "",
        is_given=chosen not in _NOTHING,
        unticked="" if chosen is None else Frequency.OFF.value,
    )


def _name(code: str, channel: Channel) -> str:
    return f"{NAME}-{code}-{channel.value}"


def _allowed(channel: Channel) -> tuple[str, ...]:
    return _IN_APP if channel is Channel.IN_APP else tuple(value for value, _label in FREQUENCIES)
