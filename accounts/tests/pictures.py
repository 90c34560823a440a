"""Pictures as people upload them, made by Pillow for tests."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """An image as a file's content."""
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def png(colour: str = "red", size: tuple[int, int] = (300, 200)) -> bytes:
    """One colour."""
    return encoded(Image.new("RGB", size, colour))


def huge_png(side: int) -> bytes:
    """A small file that says it holds side × side pixels: a decompression bomb."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def photo_with_place(size: tuple[int, int] = (300, 200)) -> bytes:
    """A JPEG as a phone takes it: lying on its side, with a position and a comment; blue at what is the top."""
    image = Image.new("RGB", size, "red")
    image.paste((0, 0, 255), (0, 0, 20, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn clockwise to see it upright
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "S"
    return encoded(image, "JPEG", exif=exif, comment=b"private") + b"PK\x03\x04 something behind the end"
