"""Colours as mails write them, and how well one is read on another (WCAG 2.2, contrast)."""

import re
from typing import Final

Colour = tuple[int, int, int]
READABLE: Final = 4.5
_HEX: Final = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_RGB: Final = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)", re.IGNORECASE)
_NAMES: Final[dict[str, Colour]] = {
    "black": (0, 0, 0),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "white": (255, 255, 255),
    "maroon": (128, 0, 0),
    "red": (255, 0, 0),
    "purple": (128, 0, 128),
    "green": (0, 128, 0),
    "lime": (0, 255, 0),
    "olive": (128, 128, 0),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
    "blue": (0, 0, 255),
    "teal": (0, 128, 128),
    "orange": (255, 165, 0),
}


def read(text: str) -> Colour | None:
    """A colour as CSS writes it; None for what is not known here."""
    text = text.strip().lower()
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(letter * 2 for letter in found[1])
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if found := _RGB.fullmatch(text):
        red, green, blue = (min(255, int(part)) for part in found.groups())
        return red, green, blue
    return _NAMES.get(text)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightened(text: str, *, on: Colour) -> str:
    """A colour made lighter until it can be read on a dark ground."""
    red, green, blue = read(text) or (255, 255, 255)
    while contrast((red, green, blue), on) < READABLE:
        red, green, blue = (
            min(255, part + max(4, round((255 - part) * 0.06))) for part in (red, green, blue)
        )
    return f"#{red:02x}{green:02x}{blue:02x}"


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        share / 12.92 if (share := part / 255) <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
