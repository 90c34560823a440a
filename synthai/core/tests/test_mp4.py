"""How long an MP4 is, by its own header; a header that lies or ends early tells nothing and does no harm."""

import io
import struct

import pytest

from synthai.core.media.mp4 import seconds_of_mp4


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def mvhd(scale: int, length: int, *, version: int = 0) -> bytes:
    head = bytes([version, 0, 0, 0])
    if version == 1:
        return box(b"mvhd", head + struct.pack(">QQIQ", 0, 0, scale, length) + bytes(80))
    return box(b"mvhd", head + struct.pack(">IIII", 0, 0, scale, length) + bytes(80))


def film(*boxes: bytes) -> io.BytesIO:
    return io.BytesIO(box(b"ftyp", b"isom\0\0\2\0isommp41") + b"".join(boxes))


@pytest.mark.parametrize("version", [0, 1])
def test_the_length_is_read_wherever_the_header_stands(version: int) -> None:
    moov = box(b"moov", box(b"udta", bytes(30)) + mvhd(600, 600 * 93, version=version))
    media = box(b"mdat", bytes(5000))
    assert seconds_of_mp4(film(moov, media)) == seconds_of_mp4(film(media, moov)) == 93


@pytest.mark.parametrize(
    "content",
    [
        b"",
        box(b"moov", b""),
        box(b"moov", mvhd(0, 500)),
        struct.pack(">I4s", 2_000_000_000, b"moov"),
        struct.pack(">I4s", 3, b"moov"),
        struct.pack(">I4s", 1, b"moov"),
        box(b"moov", box(b"mvhd", b"\1\0\0\0")),
    ],
)
def test_nonsense_has_no_length(content: bytes) -> None:
    assert seconds_of_mp4(film(content)) == 0
