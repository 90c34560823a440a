"""Languages of messages, and which ones stand in for which: af → en-ZA → en. Tags are in lower case, as Django's are."""

from functools import cache
from typing import Final

BASE: Final = "en-za"
# South Africa's written official languages, each by its own name. English is spelt as here.
LANGUAGES: Final[dict[str, str]] = {
    "en-za": "English",
    "af": "Afrikaans",
    "zu": "isiZulu",
    "xh": "isiXhosa",
    "nso": "Sepedi",
    "tn": "Setswana",
    "st": "Sesotho",
    "ts": "Xitsonga",
    "ss": "siSwati",
    "ve": "Tshivenḓa",
    "nr": "isiNdebele",
}
_LAST: Final = (BASE, "en")


@cache
def chain(locale: str) -> tuple[str, ...]:
    """The tags to look for words under, the wanted one first: "zu-ZA" gives zu-za, zu, en-za, en."""
    wanted = locale.lower().replace("_", "-")
    parts = wanted.split("-") if wanted else []
    own = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return tuple(dict.fromkeys([*(tag for tag in own if tag != "en"), *_LAST]))


def name_of(locale: str) -> str:
    """A language in its own words; the tag of one that nobody offers."""
    return LANGUAGES.get(locale.lower(), locale)
