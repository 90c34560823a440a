"""What people write under a piece is plain text: nothing of it is markup, and web addresses can be followed."""

import re
from typing import Final

from django.utils.safestring import SafeString

from synthai.core.richtext import html_of

_LINK: Final = re.compile(r"https?://[^\s<>\"'`]+", re.IGNORECASE)
_BARE: Final = re.compile(
    r"(?:https?://|www\.|\b[\w-]+\.(?:com|net|org|info|biz|xyz|co|za)\b)", re.IGNORECASE
)
_TRAILING: Final = ".,;:!?)]}"
_MARKS: Final = re.compile(r"([!-/:-@\[-`{-~])")
_BLANK: Final = re.compile(r"\n{3,}")
# Signs nobody sees, among them those that turn the direction of what follows.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def tidied(text: str) -> str:
    """The words as they are kept: one kind of line end, no invisible signs, no walls of empty lines."""
    lines = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _BLANK.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def has_link(text: str) -> bool:
    """Whether it names a web address, written out or not."""
    return bool(_BARE.search(text))


def html(text: str) -> SafeString:
    """The words as HTML: paragraphs, line ends, addresses to follow; cleaned by the house's rules of rich text."""
    paragraphs = (each.strip("\n") for each in text.split("\n\n"))
    marked = ("\\\n".join(_line(line.strip()) for line in each.split("\n")) for each in paragraphs if each)
    return html_of("\n\n".join(marked))


def _line(text: str) -> str:
    parts, at = [], 0
    for found in _LINK.finditer(text):
        address = found[0].rstrip(_TRAILING)
        parts += [_MARKS.sub(r"\\\1", text[at : found.start()]), f"<{address}>"]
        at = found.start() + len(address)
    return "".join([*parts, _MARKS.sub(r"\\\1", text[at:])])
