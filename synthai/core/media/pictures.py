"""A picture drawn anew in several sizes, as AVIF and as WebP: what the limited child process runs. No Django here.

Nothing of the upload stays but its pixels: no place where a photo was taken, no comment, nothing behind the image's end.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps

SIDES: Final = (320, 640, 1024, 1600)  # the longer side at most
PIXELS_AT_MOST: Final = 60_000_000
_TWO: Final = {"large": 1600, "small": 640}
_FORMATS: Final[dict[str, dict[str, Any]]] = {
    "webp": {"format": "WEBP", "quality": 78, "method": 4},
    "avif": {"format": "AVIF", "quality": 58, "speed": 8, "max_threads": 1},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True},
}
_WEB: Final = ("webp", "avif")
SHAPES: Final[
    dict[str, tuple[tuple[int, int], tuple[str, ...]]]
] = {  # of a crop: its size at most, and its formats
    "square": ((480, 480), _WEB),
    "wide": ((1200, 630), (*_WEB, "jpg")),  # JPEG for who shares the page: not everybody reads the others
}


def kind_of(head: bytes) -> str:
    """Pillow's name of a picture that begins with these bytes; empty for what is no picture that is taken."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    return "WEBP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def make(source: str, kind: str, folder: str) -> dict[str, Any]:
    """Read the file as `kind` (Pillow's name) and write "0.webp", "0.avif", "1.webp" … into the folder, smallest first.

    Answers {"drawn": [[width, height], …]}, or {"refusal": …}: too_many_pixels or broken.
    """
    return _made(source, kind, Path(folder), _drawn)


def make_two(source: str, kind: str, folder: str) -> dict[str, Any]:
    """As `make`, but two WebP files: "large" and "small". Answers width and height of the large one, or {"refusal": …}."""
    return _made(source, kind, Path(folder), _drawn_twice)


def crop(source: str, kind: str, folder: str, focus_x: int, focus_y: int) -> dict[str, Any]:
    """Cut the picture to each of SHAPES, the focus (thousandths from the left and the top) as near to the middle as edges
    allow. Answers {"cut": [[label, file name, [width, height]], …]}, or {"refusal": …}.
    """
    return _made(source, kind, Path(folder), lambda image, place: _cut(image, place, (focus_x, focus_y)))


def box_of(
    size: tuple[int, int], shape: tuple[int, int], focus: tuple[int, int]
) -> tuple[int, int, int, int]:
    """The largest part of a picture that has a shape, with the focus as near to its middle as edges allow."""
    share = min(size[0] / shape[0], size[1] / shape[1])
    width, height = max(1, round(shape[0] * share)), max(1, round(shape[1] * share))
    left = min(max(0, round(size[0] * focus[0] / 1000 - width / 2)), size[0] - width)
    top = min(max(0, round(size[1] * focus[1] / 1000 - height / 2)), size[1] - height)
    return left, top, left + width, top + height


def _cut(image: Image.Image, folder: Path, focus: tuple[int, int]) -> dict[str, Any]:
    clean = Image.frombytes(image.mode, image.size, image.tobytes())
    cut: list[list[Any]] = []
    for label, (shape, endings) in SHAPES.items():
        part = clean.crop(box_of(clean.size, shape, focus))
        part.thumbnail(shape, reducing_gap=3.0)
        for ending in endings:
            whole = _on_white(part) if ending == "jpg" else part
            whole.save(folder / f"{label}.{ending}", **_FORMATS[ending])
            cut.append([label, f"{label}.{ending}", [part.width, part.height]])
    return {"cut": cut}


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _made(
    source: str, kind: str, folder: Path, draw: Callable[[Image.Image, Path], dict[str, Any]]
) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = None  # ours is judged below, before a pixel is decoded
    try:
        with Image.open(source, formats=[kind]) as image:
            if image.width * image.height > PIXELS_AT_MOST:
                return {"refusal": "too_many_pixels"}
            return draw(_upright(image), folder)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise almost anything on a damaged file
        return {"refusal": "broken"}


def _upright(image: Image.Image) -> Image.Image:
    image.draft("RGB", (2 * SIDES[-1], 2 * SIDES[-1]))  # a camera's JPEG is decoded at a fraction
    image.load()
    turned = ImageOps.exif_transpose(image)
    is_clear = turned.mode in {"LA", "PA", "RGBA"} or "transparency" in turned.info
    return turned.convert("RGBA" if is_clear else "RGB")


def _drawn(image: Image.Image, folder: Path) -> dict[str, Any]:
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # pixels and nothing else
    drawn: list[list[int]] = []
    for side in sides_for(max(clean.size)):
        picture = clean.copy()
        picture.thumbnail((side, side), reducing_gap=3.0)
        for ending in _WEB:
            picture.save(folder / f"{len(drawn)}.{ending}", **_FORMATS[ending])
        drawn.append([picture.width, picture.height])
    return {"drawn": drawn}


def _drawn_twice(image: Image.Image, folder: Path) -> dict[str, Any]:
    clean = Image.frombytes(image.mode, image.size, image.tobytes())
    told: dict[str, Any] = {}
    for name, side in _TWO.items():
        picture = clean.copy()
        picture.thumbnail((side, side), reducing_gap=3.0)
        picture.save(folder / name, **_FORMATS["webp"])
        if name == "large":
            told = {"width": picture.width, "height": picture.height}
    return told


def sides_for(longest: int) -> list[int]:
    """The sizes to draw, smallest first; none larger than it came, but at least one."""
    smaller = [side for side in SIDES if side < longest]
    return [*smaller, min(longest, SIDES[-1])] if len(smaller) < len(SIDES) else smaller
