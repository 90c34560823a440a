"""A picture of a lesson, drawn anew in two sizes: what the limited child process runs. No Django and no database here.

Nothing of the upload stays but its pixels: no place where a photo was taken, no comment, nothing behind the image's end.
"""

from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps

SIZES: Final = {"large": 1600, "small": 640}  # the longer side at most
PIXELS_AT_MOST: Final = 60_000_000


def make(source: str, kind: str, folder: str) -> dict[str, Any]:
    """Read the file as `kind` (Pillow's name) and write `large` and `small` into the folder, as WebP.

    Answers width and height of the large one, or {"refusal": …}: too_many_pixels or broken.
    """
    Image.MAX_IMAGE_PIXELS = None  # ours is judged below, before a pixel is decoded
    try:
        with Image.open(source, formats=[kind]) as image:
            if image.width * image.height > PIXELS_AT_MOST:
                return {"refusal": "too_many_pixels"}
            return _drawn(_upright(image), Path(folder))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise almost anything on a damaged file
        return {"refusal": "broken"}


def _upright(image: Image.Image) -> Image.Image:
    image.draft("RGB", (2 * SIZES["large"], 2 * SIZES["large"]))  # a camera's JPEG is decoded at a fraction
    image.load()
    turned = ImageOps.exif_transpose(image)
    is_clear = turned.mode in {"LA", "PA", "RGBA"} or "transparency" in turned.info
    return turned.convert("RGBA" if is_clear else "RGB")


def _drawn(image: Image.Image, folder: Path) -> dict[str, Any]:
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # pixels and nothing else
    told: dict[str, Any] = {}
    for name, side in SIZES.items():
        picture = clean.copy()
        picture.thumbnail((side, side), reducing_gap=3.0)
        picture.save(folder / name, "WEBP", quality=78, method=4)
        if name == "large":
            told = {"width": picture.width, "height": picture.height}
    return told
