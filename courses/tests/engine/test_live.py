"""What live classes reckon: dates by local clocks, calendars as somebody else's parser reads them, codes, reports."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from courses.engine.live import calendars, codes, dates, entries, reports
from courses.engine.live.entries import Entry, Person
from courses.engine.live.reports import ReportWrong

START = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
TRAINER = Person(name="Thandi Mokoena", email="thandi@umoja.example")
LEARNER = Person(name='Bongani "Bo"; Dlamini, jr', email="bongani@umoja.example")


def entry(**changes: object) -> Entry:
    made: dict[str, object] = {
        "uid": "abcdefghijklmnop@synthai.example",
        "sequence": 3,
        "title": "Knife skills",
        "description": "Bring an apron.\nAnd a knife.",
        "location": "12 Vilakazi St; Orlando West, Soweto",
        "url": "https://synthai.example/o/umoja-foods/courses/classes/abcdefghijklmnop/",
        "starts_at": START,
        "ends_at": START + timedelta(minutes=90),
        "zone": "Africa/Johannesburg",
        "changed_at": START - timedelta(days=9),
        "organiser": TRAINER,
        "attendee": LEARNER,
        "answer": "yes",
    }
    return Entry(**{**made, **changes})  # type: ignore[arg-type]


def read(content: bytes) -> object:
    """As the `ical` library reads it: it refuses what RFC 5545 does not allow."""
    return IcsCalendarStream.calendar_from_ics(content.decode())


def test_an_independent_parser_reads_the_same_facts() -> None:
    calendar = read(calendars.written([entry()], "REQUEST"))
    (event,) = calendar.events  # type: ignore[attr-defined]
    assert calendar.method == "REQUEST"  # type: ignore[attr-defined]
    assert (event.uid, event.sequence, event.status.value) == (
        "abcdefghijklmnop@synthai.example",
        3,
        "CONFIRMED",
    )
    assert (event.summary, event.description) == ("Knife skills", "Bring an apron.\nAnd a knife.")
    assert event.location == "12 Vilakazi St; Orlando West, Soweto"
    assert (event.dtstart, event.dtend) == (START, START + timedelta(minutes=90))
    assert event.dtstart.hour == 9, "by the clocks of Johannesburg"
    assert event.organizer.uri == "mailto:thandi@umoja.example"
    (attendee,) = event.attendees
    assert attendee.uri == "mailto:bongani@umoja.example"
    assert attendee.status == "ACCEPTED"
    (alarm,) = event.alarm
    assert (alarm.action, alarm.trigger) == ("DISPLAY", timedelta(hours=-1))
    (zone,) = calendar.timezones  # type: ignore[attr-defined]
    assert zone.tz_id == "Africa/Johannesburg"


def test_a_cancellation_takes_it_back_under_the_same_id() -> None:
    calendar = read(calendars.written([entry(sequence=4, is_cancelled=True)], "CANCEL"))
    (event,) = calendar.events  # type: ignore[attr-defined]
    assert (calendar.method, event.status.value, event.sequence) == ("CANCEL", "CANCELLED", 4)  # type: ignore[attr-defined]
    assert event.uid == "abcdefghijklmnop@synthai.example"
    assert not event.alarm


@pytest.mark.parametrize("zone", dates.ZONES)
def test_every_zone_on_offer_has_its_clocks_in_the_file(zone: str) -> None:
    calendar = read(calendars.written([entry(zone=zone)], "PUBLISH"))
    (event,) = calendar.events  # type: ignore[attr-defined]
    assert event.dtstart.astimezone(UTC) == START
    assert event.dtstart.hour == START.astimezone(ZoneInfo(zone)).hour


EVIL = "Knives\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Mine"


def test_ends_of_lines_in_titles_and_places_start_no_line_of_their_own() -> None:
    evil = entry(title=EVIL, location=EVIL, description=EVIL, attendee=Person(name=EVIL, email=LEARNER.email))
    content = calendars.written([evil], "REQUEST")
    lines = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 1
    assert not [line for line in lines if line == b"SUMMARY:Mine"]
    (event,) = read(content).events  # type: ignore[attr-defined]
    assert event.summary == "Knives END:VEVENT BEGIN:VEVENT SUMMARY:Mine"


def test_lines_are_folded_at_75_octets_and_no_letter_is_cut() -> None:
    title = "Pap 🍲 en vleis, kos; koöperasie \\ " * 4
    content = calendars.written([entry(title=title, description=title * 8)], "REQUEST")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    for line in content.split(b"\r\n"):
        line.decode()  # a letter that was cut raises
    (event,) = read(content).events  # type: ignore[attr-defined]
    assert event.summary == title.strip()


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_typed_comes_out_as_it_was_meant(title: str, description: str) -> None:
    told = entries.one_line(title) or "x"
    content = calendars.written([entry(title=told, description=description)], "REQUEST")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.replace(b"\r\n ", b"").split(b"\r\n").count(b"BEGIN:VEVENT") == 1
    assert "\x00" not in content.decode()


def test_the_same_facts_are_the_same_bytes() -> None:
    rows = [entry(), entry(uid="b@x", starts_at=START + timedelta(days=7), ends_at=START + timedelta(days=8))]
    assert calendars.written(rows, "PUBLISH", name="Mine") == calendars.written(rows, "PUBLISH", name="Mine")


def test_a_series_keeps_its_hour_when_clocks_change() -> None:
    london = [
        at.astimezone(ZoneInfo("Europe/London"))
        for at in dates.weekly(date(2026, 10, 20), time(9), "Europe/London", 3)
    ]
    assert [at.strftime("%d %H:%M") for at in london] == ["20 09:00", "27 09:00", "03 09:00"]
    assert london[1].utcoffset() != london[0].utcoffset()
    here = list(dates.weekly(date(2026, 12, 1), time(9), "Africa/Johannesburg", 2))
    assert here == [START, START + timedelta(weeks=1)]


SECRET = b"secret"


def test_a_code_holds_for_a_moment_and_for_its_class_alone() -> None:
    code = codes.code_at(SECRET, "a", START)
    assert len(code) == 6
    assert code.isdigit()
    assert codes.is_right(SECRET, "a", f"{code[:3]} {code[3:]}", now=START + timedelta(seconds=59))
    for later in (timedelta(seconds=90), timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)):
        assert not codes.is_right(SECRET, "a", code, now=START + later), later
    assert not codes.is_right(SECRET, "b", code, now=START)
    assert not codes.is_right(b"other", "a", code, now=START)
    assert not codes.is_right(SECRET, "a", "", now=START)
    assert not codes.is_right(SECRET, "a", "١٢٣٤٥٦", now=START)


ZOOM = (
    "Name (Original Name),User Email,Total Duration (Minutes),Guest\n"
    "Bongani Dlamini,Bongani@umoja.example,45,No\n"
    "Bongani Dlamini,bongani@umoja.example,20,No\n"
    "iPhone of Sipho,,61,Yes\n"
)
TEAMS = (
    "1. Summary\nMeeting title\tKnife skills\nAttended participants\t2\n\n2. Participants\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
    "Bongani Dlamini\t12/1/26, 9:00:02 AM\t12/1/26, 10:02:05 AM\t1h 2m 3s\tbongani@umoja.example\tx\tAttendee\n\n"
    "3. In-Meeting Activities\nName\tJoin Time\nBongani Dlamini\t9:00\n"
)
MEET = (
    "First name,Last name,Email,Duration,Time joined\nBongani,Dlamini,bongani@umoja.example,1 hr 2 min,9:00\n"
)


@pytest.mark.parametrize(
    ("content", "minutes"),
    [
        (ZOOM.encode(), 65),
        (ZOOM.replace(",", ";").encode("utf-8-sig"), 65),
        (TEAMS.encode("utf-16"), 62),
        (MEET.encode(), 62),
    ],
    ids=["zoom", "zoom with semicolons", "teams", "meet"],
)
def test_reports_are_read_as_the_services_write_them(content: bytes, minutes: int) -> None:
    report = reports.read(content)
    found = {seen.email: seen.minutes for seen in report.people}
    assert found["bongani@umoja.example"] == minutes


def test_who_has_no_address_in_a_report_is_known_by_name() -> None:
    unnamed = [seen for seen in reports.read(ZOOM.encode()).people if not seen.email]
    assert [(seen.name, seen.minutes) for seen in unnamed] == [("iPhone of Sipho", 61)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "heads"),
        (b"Name,Colour\nBongani,red\n", "heads"),
        (b"Name,Duration (Minutes)\n", "empty"),
        (b"PK\x03\x04\x00\x00", "text"),
        (b"\xff\xfe\x00", "text"),
        (b"x" * (reports.MOST_BYTES + 1), "large"),
    ],
)
def test_what_is_no_report_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ReportWrong) as refused:
        reports.read(content)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("45", 2700),
        ("45.5", 2730),
        ("1:02:03", 3723),
        ("0:45", 2700),
        ("1h 2m 3s", 3723),
        ("52 min", 3120),
        ("soon", None),
        ("", None),
    ],
)
def test_durations_in_every_way_they_are_written(told: str, seconds: int | None) -> None:
    assert reports.seconds_of(told) == seconds
