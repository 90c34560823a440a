"""The languages of the site: those of locale/languages.toml that are offered, and the folders their catalogues are in."""

import tomllib
from pathlib import Path
from typing import Any, Final

HOME: Final = "en-za"
FILE: Final = "languages.toml"


def known(locale: Path) -> dict[str, dict[str, Any]]:
    """Every language but English, as the file tells it."""
    return tomllib.loads((locale / FILE).read_text(encoding="utf-8"))


def offered(locale: Path) -> list[tuple[str, str]]:
    """What people may choose: tag and name in its own words, English first."""
    others = ((tag, told["name"]) for tag, told in known(locale).items() if told["offered"])
    return [(HOME, "English"), *others]


def notes(locale: Path) -> dict[str, str]:
    """What stands beside a language that is not translated throughout."""
    return {tag: told["note"] for tag, told in known(locale).items() if told.get("note")}


def paths(locale: Path) -> list[Path]:
    """One folder of catalogues for each part of the site. What is shared comes first, as the more general word comes last."""
    return sorted(path for path in locale.iterdir() if path.is_dir())
