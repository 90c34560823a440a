"""A logo as somebody uploads it, made into the few pictures that are shown: what the limited child process runs.

No Django and no database here. Every picture is drawn anew from the decoded pixels, so that nothing of the upload stays:
no place where a photo was taken, no comment, nothing that hides behind the image's end.
"""

import contextlib
import hashlib
import io
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

SIZES: Final = (64, 256, 512)  # the longer side at most, in pixels
DOCUMENT: Final = "document"  # PNG of the largest size, for PDF and mail, which do not know WebP
PIXELS_AT_MOST: Final = 50_000_000
SIDE_AT_LEAST: Final = 16
_PALE: Final = 190  # of 255: ink lighter than this is lost on white
_LARGEST: Final = max(SIZES)


def names() -> list[str]:
    """What each picture is called, and asked for in an address."""
    return [*(str(size) for size in SIZES), DOCUMENT]


def make(source: str, kind: str, folder: str) -> dict[str, Any]:
    """Read the file as `kind` (Pillow's name), write one file a picture into the folder, and tell about them.

    Answers {"refusal": …} for what cannot be a logo: too_many_pixels, too_small, invisible, broken.
    """
    Image.MAX_IMAGE_PIXELS = None  # ours is judged below, before a pixel is decoded
    try:
        with Image.open(source, formats=[kind]) as image:
            refusal = _refused(image)
            return refusal or _drawn(_small(image), Path(folder))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - decoders raise almost anything on a damaged file
        return {"refusal": "broken"}


def _refused(image: Image.Image) -> dict[str, Any]:
    width, height = image.size
    if width * height > PIXELS_AT_MOST:
        return {"refusal": "too_many_pixels", "width": width, "height": height}
    if min(width, height) < SIDE_AT_LEAST:
        return {"refusal": "too_small", "width": width, "height": height}
    return {}


def _small(image: Image.Image) -> Image.Image:
    """The first frame at its largest size, upright, in the colours of the web."""
    image.draft(
        "RGB", (2 * _LARGEST, 2 * _LARGEST)
    )  # a JPEG of a camera is decoded at a fraction of its size
    profile = image.info.get("icc_profile")
    image.load()
    scaled = _plain(image)
    scaled.thumbnail((_LARGEST, _LARGEST), reducing_gap=3.0)
    with contextlib.suppress(
        Exception
    ):  # a note about the camera's position that cannot be read is no reason to refuse
        scaled = _upright(scaled, image.getexif().get(0x0112, 1))
    return _web_colours(scaled, profile)


def _plain(image: Image.Image) -> Image.Image:
    """Any mode as L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):  # 16 bits of grey, which converting would cut off instead of scaling
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "CMYK":
        return image
    is_clear = image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info
    return image.convert("RGBA" if is_clear else "RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    exif = image.getexif()
    exif[0x0112] = orientation
    image.info["exif"] = exif.tobytes()
    return ImageOps.exif_transpose(image)


def _web_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with contextlib.suppress(Exception):  # a damaged profile: the colours as they stand
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(image, given, wanted, outputMode=mode)
            if changed is not None:
                return changed
    return image.convert(mode)


def _drawn(image: Image.Image, folder: Path) -> dict[str, Any]:
    ground = _ground_for(image)
    if ground is None:
        return {"refusal": "invisible"}
    clean = Image.frombytes(image.mode, image.size, image.tobytes())  # pixels and nothing else
    digest = hashlib.sha256()
    for size in SIZES:
        picture = clean.copy()
        picture.thumbnail((size, size), reducing_gap=3.0)
        digest.update(_save(picture, folder / str(size), "WEBP", quality=90, method=4))
    digest.update(_save(clean, folder / DOCUMENT, "PNG", optimize=True))
    return {
        "width": clean.width,
        "height": clean.height,
        "ground": ground,
        "digest": digest.hexdigest()[:32],
    }


def _save(picture: Image.Image, path: Path, kind: str, **options: Any) -> bytes:
    picture.save(path, kind, **options)
    return path.read_bytes()


def _ground_for(image: Image.Image) -> str | None:
    """What the logo stands on: "none" when it fills its box, "dark" for pale ink, else "light"; None for nothing to see."""
    if image.mode != "RGBA":
        return "none"
    alpha = image.getchannel("A")
    steps = alpha.histogram()
    if not any(steps[16:]):
        return None
    if not any(steps[:255]):
        return "none"
    seen = image.convert("L").histogram(alpha.point(lambda value: 255 if value >= 128 else 0))
    count = sum(seen)
    mean = sum(value * number for value, number in enumerate(seen)) / count if count else 0
    return "dark" if mean > _PALE else "light"
