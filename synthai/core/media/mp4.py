"""How long an MP4 film or sound is, by its own header; nothing is decoded."""

import struct
from typing import IO, Final

_HEADER: Final = 8
_MOST_BOXES: Final = 200


def seconds_of_mp4(file: IO[bytes]) -> int:
    """Whole seconds; 0 when the header does not tell."""
    file.seek(0, 2)
    end = file.tell()
    moov = _find(file, b"moov", 0, end)
    if moov is None:
        return 0
    mvhd = _find(file, b"mvhd", *moov)
    if mvhd is None:
        return 0
    file.seek(mvhd[0])
    return _seconds(file.read(32))


def _find(file: IO[bytes], wanted: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Where the content of a box begins and ends."""
    for _ in range(_MOST_BOXES):
        if start + _HEADER > end:
            return None
        file.seek(start)
        size, name = struct.unpack(">I4s", file.read(_HEADER))
        body = start + _HEADER
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8).rjust(8, b"\0"))
            body += 8
        if size == 0:
            size = end - start
        if size < body - start or start + size > end:
            return None
        if name == wanted:
            return body, start + size
        start += size
    return None


def _seconds(head: bytes) -> int:
    if len(head) < 32:
        return 0
    if head[0] == 1:
        scale, length = struct.unpack(">IQ", head[20:32])
    else:
        scale, length = struct.unpack(">II", head[12:20])
    return round(length / scale) if scale else 0
