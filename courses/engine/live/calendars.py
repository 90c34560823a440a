"""Classes as iCalendar (RFC 5545): an invitation, its cancellation, and a calendar to subscribe to.

The library escapes text and folds lines at 75 octets; what no text may hold is left out here first. Where a class takes place is
written; the link of one that is online is not: a calendar is copied and forwarded, so it leads to the class's page instead.
"""

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

from courses.engine.live.entries import STANDINGS, Entry, Method, Person, one_line, plain

PRODUCT: Final = "-//SynthAI//Live classes//EN"
ALARM: Final = timedelta(hours=-1)
FETCH_EVERY: Final = timedelta(hours=1)


def written(
    entries: Iterable[Entry], method: Method, *, name: str = "", others: Iterable[Event] = ()
) -> bytes:
    """The calendar as a file, with entries that are no classes behind them. The same entries make the same bytes."""
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
    for other in others:
        calendar.add_component(other)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


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
