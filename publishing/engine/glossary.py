"""Terms that a translation uses: those of a text that a language has a settled word for, and those that stay as they are."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def terms_for(text: str, language: str) -> list[str]:
    """Lines for whoever translates this text from English: "till: kasregister", "SARS: stays as it is"."""
    known = _read()
    said: dict[str, str] = known.get(language, {})
    lines = [f"{word}: {told}" for word, told in said.items() if _is_in(word, text)]
    return lines + [
        f"{word}: stays as it is" for word in known["keep"] if word not in said and _is_in(word, text)
    ]


def _is_in(word: str, text: str) -> bool:
    flags = 0 if word.isupper() else re.IGNORECASE
    return bool(re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, flags))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("glossary.toml").read_text(encoding="utf-8"))
