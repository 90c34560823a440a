"""Where a text goes and what fits there. Networks change their limits: the table has a day, and a test counts against nothing but this table.

Read on the day below in the pages that networks or those who send for them publish: Facebook 63 206 and X 280 letters (an emoji counts two, a link 23), Instagram
2 200 with 30 hashtags, LinkedIn 3 000, Google Business Profile 1 500, WhatsApp templates 1 024 in the body and 60 in the footer. SMS: `notifications.engine.segments`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

LIMITS_OF: Final = date(2026, 11, 29)
LENGTHS: Final = ("short", "medium", "long")
TONES: Final = ("plain", "friendly", "formal", "lively", "confident")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_X_LINK: Final = 23
_MAIL: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One kind of text. `family` names its patterns; `most` are letters; `words` are what short, medium and long come to, about. `is_direct`: it goes to people
    one by one, so it says who sends it and how to stop it (ECT Act s45, POPIA s69)."""

    code: str
    family: str
    most: int
    words: tuple[int, int, int]
    most_tags: int = 0
    has_subject: bool = False
    most_subject: int = 0
    is_direct: bool = False
    is_sms: bool = False
    footer: int = 0


_ALL: Final = (
    Channel(code="product", family="listing", most=5_000, words=(40, 90, 180)),
    Channel(code="facebook", family="post", most=63_206, words=(25, 60, 140), most_tags=3),
    Channel(code="instagram", family="post", most=2_200, words=(25, 60, 140), most_tags=30),
    Channel(code="x", family="post", most=280, words=(18, 30, 40), most_tags=2),
    Channel(code="linkedin", family="post", most=3_000, words=(40, 90, 180), most_tags=3),
    Channel(code="google", family="post", most=1_500, words=(25, 60, 140)),
    Channel(
        code="newsletter",
        family="letter",
        most=_MAIL,
        words=(80, 160, 300),
        has_subject=True,
        most_subject=78,
        is_direct=True,
    ),
    Channel(code="whatsapp", family="message", most=1_024, words=(25, 50, 90), is_direct=True, footer=60),
    Channel(code="sms", family="sms", most=459, words=(12, 22, 40), is_direct=True, is_sms=True),
)
CHANNELS: Final[Mapping[str, Channel]] = {each.code: each for each in _ALL}


def letters_of(channel: Channel, text: str) -> int:
    """How many letters the channel counts: X counts a link as 23 and an emoji as two."""
    if channel.code != "x":
        return len(text)
    links = _LINK.findall(text)
    bare = _LINK.sub("", text)
    return len(links) * _X_LINK + sum(2 if ord(letter) > 0x10FF else 1 for letter in bare)


def tags_of(text: str) -> list[str]:
    """The hashtags of a text."""
    return re.findall(r"(?<![\w#])#\w+", text)


def words_for(channel: Channel, length: str) -> int:
    """About how many words this length has in the channel."""
    return channel.words[LENGTHS.index(length)]
