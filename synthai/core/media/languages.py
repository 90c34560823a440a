"""Languages that films and sounds have captions in, each by its own name."""

from typing import Final

# The official ones, and what neighbours and customers speak.
LANGUAGES: Final = (
    ("en", "English"),
    ("af", "Afrikaans"),
    ("zu", "isiZulu"),
    ("xh", "isiXhosa"),
    ("st", "Sesotho"),
    ("tn", "Setswana"),
    ("nso", "Sepedi"),
    ("ts", "Xitsonga"),
    ("ss", "siSwati"),
    ("ve", "Tshivenḓa"),
    ("nr", "isiNdebele"),
    ("sn", "chiShona"),
    ("pt", "português"),
    ("fr", "français"),
)
_NAMES: Final = dict(LANGUAGES)


def language_label(language: str) -> str:
    """A language by its own name."""
    return _NAMES.get(language, language)
