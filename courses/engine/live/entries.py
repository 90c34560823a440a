"""A live class as a calendar keeps it, and text as RFC 5545 allows it. No library: loading one takes every process a while."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
# What a person said, as calendars know it.
STANDINGS: Final = {"asked": "NEEDS-ACTION", "yes": "ACCEPTED", "maybe": "TENTATIVE", "no": "DECLINED"}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an address for mail."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A class as a calendar keeps it. `answer` is a key of STANDINGS; `changed_at` stamps it, so that the same facts are the same text."""

    uid: str
    sequence: int
    title: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    changed_at: datetime
    organiser: Person
    attendee: Person
    answer: str = "asked"
    is_cancelled: bool = False
    is_firm: bool = True  # False: on the waiting list


def plain(text: str) -> str:
    """Text without what RFC 5545 allows in none: control characters other than ends of lines, which are one kind afterwards."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(sign for sign in lines if sign == "\n" or (sign >= " " and sign != "\x7f"))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())
