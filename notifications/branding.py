"""How an organisation looks in mails about it. The app that knows organisations offers it here; without that it is the house."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from notifications.engine import colours
from synthai.core.documents.sheets import HOUSE_COLOUR, Brand

HOUSE = "SynthAI"
_HOUSE_PALE = "#62d2a6"
_NIGHT = (0x14, 0x1D, 0x19)  # the card of a mail where the screen is dark


@dataclass(frozen=True, kw_only=True)
class Look:
    """`logo_url` is fetched by mail programs, so it needs no sign-in; `logo_width` and `logo_height` in the mail's pixels.

    `ground` is what the logo was drawn for: "light", "dark" or "none".
    """

    name: str = HOUSE
    colour: str = HOUSE_COLOUR
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0
    ground: str = "none"
    ink: str = field(init=False)  # the colour, dark enough for white paper
    pale: str = field(init=False)  # the colour, light enough for a dark one

    def __post_init__(self) -> None:
        ink, pale = _readable(self.colour)
        object.__setattr__(self, "ink", ink)
        object.__setattr__(self, "pale", pale)


@cache
def _readable(colour: str) -> tuple[str, str]:
    """On white, and on the dark card. Asked for each mail, of a handful of colours."""
    pale = _HOUSE_PALE if colour == HOUSE_COLOUR else colours.lightened(colour, on=_NIGHT)
    return Brand(colour=colour).ink, pale


Offer = Callable[[Any], Look]
_offers: list[Offer] = []


def offer(look: Offer) -> None:
    """Say how organisations look; the app above does it when it is ready. The last word counts."""
    _offers[:] = [look]


def of(organisation: Any | None) -> Look:
    """The look of an organisation (a row of the organisation model); the house's for None."""
    if organisation is None or not _offers:
        return Look()
    return _offers[0](organisation)
