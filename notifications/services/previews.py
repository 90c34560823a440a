"""Every kind with its sentences, filled by its example: what staff look through, and a person before she chooses."""

from collections import defaultdict
from dataclasses import dataclass

from notifications import carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.kinds import Category, Kind, Told
from notifications.models.message import CHANNELS
from notifications.models.person import FREQUENCIES
from notifications.models.template import OPEN, TemplateState, TemplateVersion

_CHANNELS = dict(CHANNELS)
_FREQUENCIES = dict(FREQUENCIES)
Written = defaultdict[tuple[str, str], list[TemplateVersion]]


@dataclass(frozen=True)
class ChannelPreview:
    """One channel: how often by default, whether somebody carries it, and what it would say.

    `code` is empty where the app writes the mail itself; `versions` is what staff wrote instead, in words.
    """

    name: str
    often: str
    is_carried: bool
    told: Told
    code: str = ""
    versions: tuple[str, ...] = ()
    has_fault: bool = False


@dataclass(frozen=True)
class KindPreview:
    """One kind with its channels and the types of its variables."""

    kind: Kind
    channels: tuple[ChannelPreview, ...]

    @property
    def variables(self) -> str:
        """“plan: text, total: money”."""
        return ", ".join(f"{name}: {type_.value}" for name, type_ in self.kind.variables.items())


@dataclass(frozen=True)
class Group:
    """A category and its kinds."""

    category: Category
    kinds: tuple[KindPreview, ...]


def groups() -> list[Group]:
    """All of them, in the order of the categories, what is for staff last. One query."""
    every, written = registry.kinds(), _written()
    categories = sorted(registry.categories().items(), key=lambda each: not each[1].is_offered)
    return [
        Group(category, tuple(_preview(kind, written) for kind in every if kind.category == code))
        for code, category in categories
    ]


def _written() -> Written:
    """What staff wrote and what is in use, by kind and channel."""
    found: Written = defaultdict(list)
    rows = TemplateVersion.objects.filter(state__in=[*OPEN, TemplateState.PUBLISHED])
    for row in rows.order_by("locale", "number"):
        found[row.kind, row.channel].append(row)
    return found


def _preview(kind: Kind, written: Written) -> KindPreview:
    carried = carriers.channels()
    return KindPreview(
        kind,
        tuple(
            ChannelPreview(
                name=str(_CHANNELS[channel.value]),
                often=str(_FREQUENCIES[often.value]),
                is_carried=channel in carried,
                told=kind.told(kind.example, Channel(channel)),
                code=channel.value if channel in kind.rules.channels else "",
                versions=tuple(_in_short(row) for row in written[kind.code, channel.value]),
                has_fault=any(row.fault for row in written[kind.code, channel.value]),
            )
            for channel, often in kind.channels.items()
        ),
    )


def _in_short(row: TemplateVersion) -> str:
    """“Afrikaans 3: In use”."""
    return f"{row.get_locale_display()} {row.number}: {row.get_state_display()}"
