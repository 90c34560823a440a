"""Pictures of the running product on the home page, taken by `bin/screenshots`.

The home page shows those that exist; a missing picture leaves no hole.
"""

import math
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from synthai.core import charts


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: `static/img/screens/<name>.webp`, and `<name>-phone.webp` for narrow screens where taken."""

    name: str
    alt: str | Promise
    caption: str | Promise
    width: int = 1048
    height: int = 640
    phone_width: int = 360
    phone_height: int = 560

    @property
    def path(self) -> str:
        """Its place among the static files."""
        return f"img/screens/{self.name}.webp"

    @property
    def phone_path(self) -> str:
        """The narrow one's place."""
        return f"img/screens/{self.name}-phone.webp"

    @property
    def has_phone(self) -> bool:
        """Whether the narrow one was taken."""
        return bool(finders.find(self.phone_path))


SCREENS: tuple[Screen, ...] = (
    Screen(
        "prices",
        _("List of products with their present price, advised price, expected profit and the reason."),
        _("Every product with its price today, the advised price, and what it should earn. Sample data."),
    ),
    Screen(
        "product",
        _("One product: its demand curve with the range, and its sales and price over two years."),
        _("One product of the sample shop."),
    ),
    Screen(
        "mapping",
        _("A sales file with its columns matched to date, product, units and price."),
        _("Columns are recognised; what is not is chosen from a list."),
    ),
)


def available() -> dict[str, Screen]:
    """The pictures that exist, by name."""
    return {screen.name: screen for screen in SCREENS if finders.find(screen.path)}


def example() -> charts.Figure:
    """A made-up product, drawn where no picture was taken yet. It is called an example beside it."""
    prices = [18 + 0.5 * step for step in range(29)]
    units = [140 * math.exp(-1.35 * math.log(price / 24.99)) for price in prices]
    return charts.demand_curve(
        prices=prices,
        units=units,
        low=[value * 0.8 for value in units],
        high=[value * 1.24 for value in units],
        current=(24.99, 140.0),
        recommended=(27.49, 123.1),
    )
