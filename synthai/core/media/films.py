"""Films and sounds made small enough for a phone: measured, then one rendition at a time.

H.264 with AAC in MP4 plays on every phone that is still in use; the index stands first, so that playing begins with the
first bytes. Nothing is made larger than it came. What a camera wrote beside the picture (where, when, with what) is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image

from synthai.core.media import ffmpeg
from synthai.core.media.ffmpeg import Tick, Unreadable

LONGEST: Final = 4 * 3600  # seconds
WIDEST: Final = 4096
_MEASURE_SECONDS: Final = 300
_FRAME_SECONDS: Final = 120
_ENCODE_SECONDS: Final = 2_700
_STRIPPED: Final = (
    "-map_metadata", "-1", "-map_metadata:s:v", "-1", "-map_metadata:s:a", "-1", "-map_chapters", "-1", "-sn", "-dn",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A size of film by its shorter side: quality (lower is better), the most bits a second, and those of its sound."""

    short: int
    quality: int
    most_kbit: int
    sound_kbit: int

    @property
    def label(self) -> str:
        """As people know it: "360p"."""
        return f"{self.short}p"


LADDER: Final = (
    Rung(short=240, quality=29, most_kbit=200, sound_kbit=32),
    Rung(short=360, quality=27, most_kbit=450, sound_kbit=48),
    Rung(short=480, quality=26, most_kbit=850, sound_kbit=64),
    Rung(short=720, quality=25, most_kbit=1_800, sound_kbit=96),
)
SOUND_KBIT: Final = 40


class TooLong(Exception):  # noqa: N818 - a property of the file
    """Longer than LONGEST."""


class TooWide(Exception):  # noqa: N818 - a property of the file
    """Larger than WIDEST."""


class NothingToSee(Exception):  # noqa: N818 - a property of the file
    """No picture, or no sound where only sound is wanted."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The size of a film as people see it, turned and with square pixels."""

    width: int
    height: int

    @property
    def short(self) -> int:
        """The shorter side."""
        return min(self.width, self.height)


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came of one rendition."""

    seconds: float
    width: int = 0
    height: int = 0


READERS: Final = {  # by type, as the first bytes told it
    "video/mp4": "mov",
    "audio/mp4": "mov",
    "video/webm": "matroska",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
}


def measure(source: Path, content_type: str) -> float:
    """How long it is, by reading all of it without decoding. Raises Unreadable, TooMuchWork, TooLong."""
    arguments = ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-f", "null", "-"]
    seconds = ffmpeg.run(READERS[content_type], source, arguments, seconds=_MEASURE_SECONDS)
    if seconds > LONGEST:
        raise TooLong
    if seconds <= 0:
        raise Unreadable("no time passes in it")
    return seconds


def frame(source: Path, content_type: str, out: Path, *, at: float) -> Frame:
    """One picture of it as PNG, and how large it is. Raises NothingToSee, TooWide, TooMuchWork."""
    squared = "scale='trunc(iw*sar/2+0.5)*2':'trunc(ih/2+0.5)*2',setsar=1"
    still = ["-map", "0:v:0", "-frames:v", "1", "-vf", squared, "-f", "image2", "-c:v", "png", f"file:{out}"]
    try:
        ffmpeg.run(READERS[content_type], source, ["-ss", f"{at:.2f}", *still], seconds=_FRAME_SECONDS)
    except Unreadable as error:
        raise NothingToSee from error
    if not out.exists():
        raise NothingToSee
    with Image.open(out, formats=["PNG"]) as image:
        if max(image.size) > WIDEST:
            raise TooWide
        return Frame(width=image.width, height=image.height)


def rungs_for(seen: Frame) -> Sequence[Rung]:
    """The sizes to make, smallest first: none larger than it came, and one of its own size where it came smaller."""
    found = [rung for rung in LADDER if rung.short <= seen.short]
    first = LADDER[0]
    own = Rung(
        short=seen.short, quality=first.quality, most_kbit=first.most_kbit, sound_kbit=first.sound_kbit
    )
    return found or [own]


def film(
    source: Path, content_type: str, out: Path, *, rung: Rung, seen: Frame, tick: Tick | None = None
) -> Made:
    """One size of a film. Raises Unreadable, TooMuchWork."""
    width, height = _scaled(seen, rung.short)
    picture = ["-map", "0:v:0", "-vf", f"scale={width}:{height}:flags=bicubic,setsar=1", "-fpsmax", "30"]
    picture += ["-c:v", "libx264", "-preset", "faster", "-profile:v", "high", "-pix_fmt", "yuv420p"]
    picture += [
        "-crf",
        str(rung.quality),
        "-maxrate",
        f"{rung.most_kbit}k",
        "-bufsize",
        f"{2 * rung.most_kbit}k",
    ]
    picture += ["-g", "150", "-threads", str(settings.MEDIA_THREADS)]
    arguments = [*picture, *_sound(rung.sound_kbit, is_optional=True), *_STRIPPED, *_as_mp4(out)]
    seconds = ffmpeg.run(READERS[content_type], source, arguments, seconds=_ENCODE_SECONDS, tick=tick)
    return Made(seconds=seconds, width=width, height=height)


def sound(source: Path, content_type: str, out: Path, *, tick: Tick | None = None) -> Made | None:
    """Its sound alone; None where it has none. Raises TooMuchWork."""
    arguments = [*_sound(SOUND_KBIT, is_optional=False), "-vn", *_STRIPPED, *_as_mp4(out)]
    try:
        seconds = ffmpeg.run(READERS[content_type], source, arguments, seconds=_ENCODE_SECONDS, tick=tick)
    except Unreadable:
        return None
    return Made(seconds=seconds)


def _sound(kbit: int, *, is_optional: bool) -> list[str]:
    """Speech: one channel, and loud enough for a phone."""
    chosen = ["-map", "0:a:0?" if is_optional else "0:a:0"]
    return [*chosen, "-c:a", "aac", "-b:a", f"{kbit}k", "-ac", "1", "-ar", "44100"]


def _as_mp4(out: Path) -> list[str]:
    return ["-movflags", "+faststart", "-fflags", "+bitexact", "-f", "mp4", f"file:{out}"]


def _scaled(seen: Frame, short: int) -> tuple[int, int]:
    """Even numbers, as the codec wants them; the same shape."""
    share = min(1.0, short / seen.short)
    return max(2, round(seen.width * share / 2) * 2), max(2, round(seen.height * share / 2) * 2)


def still(picture: Path, out: Path, *, side: int) -> tuple[int, int]:
    """A frame as a small WebP; its width and height."""
    with Image.open(picture, formats=["PNG"]) as image:
        small = image.convert("RGB")
        small.thumbnail((side, side))
        small.save(out, "WEBP", quality=70, method=4)
        return small.width, small.height
