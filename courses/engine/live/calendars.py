"""Classes as iCalendar (RFC 5545): an invitation, its cancellation, and a calendar to subscribe to.

The library escapes text and folds lines at 75 octets; what no text may hold is left out here first. Where a class takes place is
written; the link of one that is online is not: a calendar is copied and forwarded, so it leads to the class's page instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]
PRODUCT: Final = "-//SynthAI//Live classes//EN"
ALARM: Final = timedelta(hours=-1)
FETCH_EVERY: Final = timedelta(hours=1)
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


def written(entries: Iterable[Entry], method: Method, *, name: str = "") -> bytes:
    """The calendar as a file. The same entries make the same bytes."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", plain(name))
        calendar.add("refresh-interval", vDuration(FETCH_EVERY), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(FETCH_EVERY))
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def plain(text: str) -> str:
    """Text without what RFC 5545 allows in none: control characters other than ends of lines, which are one kind afterwards."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(sign for sign in lines if sign == "\n" or (sign >= " " and sign != "\x7f"))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def _event(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", one_line(entry.title))
    if entry.description:
        event.add("description", plain(entry.description))
    if entry.location:
        event.add("location", one_line(entry.location))
    event.add("url", entry.url)
    event.add("status", _status(entry))
    event.add("transp", "OPAQUE" if entry.answer == "yes" and entry.is_firm else "TRANSPARENT")
    event.add("organizer", _address(entry.organiser))
    event.add("attendee", _attendee(entry))
    if not entry.is_cancelled:
        event.add_component(_alarm(entry))
    return event


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if entry.is_firm else "TENTATIVE"


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{one_line(person.email)}")
    address.params["CN"] = vText(one_line(person.name))
    return address


def _attendee(entry: Entry) -> vCalAddress:
    address = _address(entry.attendee)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(STANDINGS[entry.answer])
    # Answers are given on the class's page: a reply by mail would reach the trainer and nobody's list.
    address.params["RSVP"] = vText("FALSE")
    return address


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(entry.title))
    alarm.add("trigger", ALARM)
    return alarm
