"""The words of a piece: what search finds, how long reading takes, which address a title has."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from publishing.terms import SLUG_LENGTH

WORDS_A_MINUTE: Final = 200  # of a reader who is not in a hurry, on a phone
_MARK: Final = re.compile(r"[*_`#>|~]+|\[([^\]]*)\]\([^)]*\)|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)
_SPACES: Final = re.compile(r"[ \t]{2,}")
_WORD: Final = re.compile(r"\w+(?:[-'’]\w+)*")


def plain(blocks: Iterable[Mapping[str, Any]]) -> str:
    """What stands in the blocks, without Markdown: a line for each part."""
    return "\n".join(filter(None, (_words_of(block) for block in blocks)))


def _words_of(block: Mapping[str, Any]) -> str:
    data = block["data"]
    parts = [
        data.get("title", ""),
        _SPACES.sub(" ", _MARK.sub(lambda found: found.group(1) or " ", block["text"])),
        data.get("who", ""),
        data.get("label", ""),
    ]
    parts += [" ".join(row) for row in data.get("rows", [])]
    return "\n".join(part.strip() for part in parts if part.strip())


def count(text: str) -> int:
    """How many words there are."""
    return len(_WORD.findall(text))


def minutes(words: int) -> int:
    """How long reading takes, at least one minute."""
    return max(1, round(words / WORDS_A_MINUTE))


def slug_of(title: str) -> str:
    """An address of the words of a title: small letters, digits and hyphens; empty when there are none."""
    plain_letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain_letters).strip("-")[:SLUG_LENGTH].strip("-")
