"""Captions out of WebVTT or SRT, as plain cues: when, until when, what. Written again as WebVTT of our own making.

Nothing of the file stays but its words: no styles, no positions, no tags.
"""

import html
import re
from collections.abc import Iterable, Sequence
from typing import IO, Final

import webvtt
from django.utils.translation import gettext_lazy as _
from webvtt.errors import MalformedCaptionError, MalformedFileError

from synthai.core.errors import DomainError

BYTES_AT_MOST: Final = 1024 * 1024
CUES_AT_MOST: Final = 10_000
_LINE: Final = 500  # letters; a longer one is no caption
_TAG: Final = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SPACE: Final = re.compile(r"[ \t\u00a0]+")
Cue = tuple[float, float, str]


class NoCaptions(Exception):  # noqa: N818 - a property of the file
    """Neither WebVTT nor SRT, or without a single cue."""


class TooManyCues(Exception):  # noqa: N818 - a property of the file
    """More than CUES_AT_MOST."""


def read_file(file: IO[bytes], *, refused: type[DomainError]) -> list[list[object]]:
    """The cues of an uploaded file, as rows keep them. Raises `refused` with a sentence."""
    content = file.read(BYTES_AT_MOST + 1)
    if len(content) > BYTES_AT_MOST:
        raise refused(_("Captions are 1 MB at most. This file is larger: is it the right one?"))
    try:
        return [list(cue) for cue in read(content)]
    except TooManyCues as error:
        raise refused(
            _("There are more than 10 000 lines in these captions. Is it the right file?")
        ) from error
    except NoCaptions as error:
        raise refused(
            _(
                "These are no captions that can be read. Take a WebVTT file (it begins with WEBVTT) or an SRT file, whose "
                "lines say from when until when, as 00:01:05,000 --> 00:01:08,000."
            )
        ) from error


def read(content: bytes) -> list[Cue]:
    """The cues in their order. Raises NoCaptions, TooManyCues."""
    whole = _decoded(content)
    if "\0" in whole:
        raise NoCaptions
    text = "\n".join(line[:_LINE] for line in whole.splitlines())
    try:
        found = webvtt.from_buffer([text], format="vtt" if text.lstrip().startswith("WEBVTT") else "srt")
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise NoCaptions from error
    if len(found.captions) > CUES_AT_MOST:
        raise TooManyCues
    cues = [
        _cue(each.start_time.in_milliseconds(), each.end_time.in_milliseconds(), each.raw_text)
        for each in found.captions
    ]
    kept = sorted(cue for cue in cues if cue[2] and cue[1] > cue[0])
    if not kept:
        raise NoCaptions
    return kept


def written(cues: Iterable[Sequence[object]]) -> str:
    """A WebVTT file of the cues."""
    parts = ["WEBVTT"]
    for start, end, text in cues:
        words = html.escape(str(text), quote=False)
        parts.append(f"{_clock(float(str(start)))} --> {_clock(float(str(end)))}\n{words}")
    return "\n\n".join(parts) + "\n"


def _cue(start: int, end: int, text: str) -> Cue:
    plain = html.unescape(_TAG.sub("", text))
    lines = (_SPACE.sub(" ", line).strip() for line in plain.replace("-->", "→").splitlines())
    return start / 1000, end / 1000, "\n".join(line for line in lines if line)[:1000]


def _decoded(content: bytes) -> str:
    if b"\0" in content[:200] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoCaptions
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoCaptions


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    hours, rest = divmod(whole, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
