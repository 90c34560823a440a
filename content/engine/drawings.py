"""Draws a stranger's signature anew: only how dark each place is comes through, nothing else of the file. Runs in a limited child."""

import base64
import io
from typing import Final

from PIL import Image

_INK: Final = (19, 33, 60)
_MOST_PIXELS: Final = 4_000_000


def redraw(encoded: str, widest: int, highest: int) -> str:
    """A PNG in base64 as a small one of strokes on nothing; "" when there is no stroke. Raises ValueError for what is no such picture."""
    with Image.open(io.BytesIO(base64.b64decode(encoded)), formats=["PNG"]) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("too large")
        strokes = picture.convert("RGBA").getchannel("A")
    box = strokes.getbbox()
    if box is None:
        return ""
    strokes = strokes.crop(box)
    strokes.thumbnail((widest, highest))
    drawn = Image.new("RGBA", strokes.size, (*_INK, 0))
    drawn.putalpha(strokes)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()
