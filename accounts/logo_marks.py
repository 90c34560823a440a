"""An organisation's mark beside its name: its logo, or its initials when there is none."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Organisation

_WORDS = 2


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a page needs to draw it. `url` and `large` are empty without a logo."""

    name: str
    initials: str
    url: str = ""
    large: str = ""
    width: int = 0
    height: int = 0
    ground: str = "none"


def of(organisation: Organisation, *, is_shown: bool = True) -> Mark:
    """The mark of an organisation. `is_shown` False: initials, where this session could not fetch the picture."""
    kept: dict[str, Any] = organisation.logo
    initials = initials_of(organisation.name)
    if not kept or not is_shown:
        return Mark(name=organisation.name, initials=initials)
    return Mark(
        name=organisation.name,
        initials=initials,
        url=address(organisation.slug, kept["digest"], "64"),
        large=address(organisation.slug, kept["digest"], "256"),
        width=kept["width"],
        height=kept["height"],
        ground=kept["ground"],
    )


def address(slug: str, digest: str, picture: str, *, is_api: bool = False) -> str:
    """Where a picture is fetched. It names the content, so what it answers never changes."""
    name = "api:organisation-logo-picture" if is_api else "accounts:organisation-logo-picture"
    return reverse(name, args=[slug, digest, picture])


def initials_of(name: str) -> str:
    """One or two letters: "Umoja Foods" gives UF, "7 Seas" 7S, "Café" C."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in name.split()]
    return "".join(word[0] for word in words if word)[:_WORDS].upper() or "?"
