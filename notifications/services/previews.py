"""Every kind with its sentences, filled by its example: what staff look through, and a person before she chooses."""

from dataclasses import dataclass

from notifications import carriers
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.kinds import Category, Kind, Told
from notifications.models.message import CHANNELS
from notifications.models.person import FREQUENCIES

_CHANNELS = dict(CHANNELS)
_FREQUENCIES = dict(FREQUENCIES)


@dataclass(frozen=True)
class ChannelPreview:
    """One channel: how often by default, whether somebody carries it, and what it would say."""

    name: str
    often: str
    is_carried: bool
    told: Told


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
    """All of them, in the order of the categories."""
    every = registry.kinds()
    return [
        Group(category, tuple(_preview(kind) for kind in every if kind.category == code))
        for code, category in registry.categories().items()
    ]


def _preview(kind: Kind) -> KindPreview:
    carried = carriers.channels()
    return KindPreview(
        kind,
        tuple(
            ChannelPreview(
                name=str(_CHANNELS[channel.value]),
                often=str(_FREQUENCIES[often.value]),
                is_carried=channel in carried,
                told=kind.told(kind.example, Channel(channel)),
            )
            for channel, often in kind.channels.items()
        ),
    )
