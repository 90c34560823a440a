"""Pictures of the running product on the home page, taken by `bin/screenshots`.

The home page shows those that exist; a missing picture leaves no hole.
"""

from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: `static/img/screens/<name>.webp`, `width` x `height` as laid out, taken at twice that."""

    name: str
    alt: str | Promise
    caption: str | Promise
    width: int = 1080
    height: int = 720

    @property
    def path(self) -> str:
        """Its place among the static files."""
        return f"img/screens/{self.name}.webp"


SCREENS: tuple[Screen, ...] = (
    Screen(
        "prices",
        _("List of products with their present price, advised price, expected profit and the reason."),
        _("Every product with its price today, the advised price, and what it should earn."),
    ),
    Screen(
        "product",
        _("One product: its demand curve with the range, and its sales and price over two years."),
        _("Open a product and see the demand curve the advice stands on."),
    ),
    Screen(
        "mapping",
        _("A sales file with its columns matched to date, product, units and price."),
        _("Your till's file, read as it is. Correct a column once; it is remembered."),
    ),
)


def available() -> dict[str, Screen]:
    """The pictures that exist, by name."""
    return {screen.name: screen for screen in SCREENS if finders.find(screen.path)}
