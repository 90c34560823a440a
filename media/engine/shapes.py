"""A file of the library in the shape that pages show: plain data, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from media.engine.weight import Weight


@dataclass(frozen=True, kw_only=True)
class Source:
    """One `<source>` of a `<picture>`: its type, and its addresses with their widths."""

    type: str
    srcset: str


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A picture cut to a shape around what must stay in sight: its sources, and an address for who knows none."""

    sources: tuple[Source, ...]
    url: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What one may load of a film or sound. `label`: 360p, sound, or upload while nothing smaller is there."""

    label: str
    type: str
    url: str
    size: int
    width: int = 0
    height: int = 0
    is_sound: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a transcript: the second it begins at, the same as a clock shows it, and the words."""

    second: float
    clock: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Track:
    """What is said, in one language: the address for the player, and the lines to read."""

    language: str
    label: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A file as a page shows it; what does not fit its kind is empty. `alt` is empty for what says nothing of its own.

    `url`: a picture for who knows no `sources`, the smallest variant of a film or sound, the file to download. `crops`: "square"
    and "wide". `share`: the wide one as JPEG, for who shares the page. `is_described`: it may be published.
    """

    public_id: str
    kind: str
    name: str
    alt: str
    credit: str
    content_type: str
    url: str
    size: int
    width: int
    height: int
    seconds: int
    weight: Weight
    is_described: bool
    is_put_away: bool
    is_in_work: bool
    sources: tuple[Source, ...] = ()
    crops: Mapping[str, Crop] = field(default_factory=dict)
    share: str = ""
    variants: tuple[Variant, ...] = ()
    poster: str = ""
    tracks: tuple[Track, ...] = ()

    @property
    def has_captions(self) -> bool:
        """Whether somebody who does not hear it may read what is said."""
        return bool(self.tracks)


def clock(seconds: float) -> str:
    """ "1:05", or "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
