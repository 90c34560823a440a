"""Reads attendance reports of Zoom, Microsoft Teams and Google Meet: who was there, for how many minutes.

Zoom and Meet write CSV, Teams UTF-16 with tabs and a summary above the table. The table is found by its heads; a person who came
several times has the sum of their minutes.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_BYTES: Final = 2_000_000
MOST_ROWS: Final = 20_000
_EMAIL: Final = (
    "email",
    "e-mail",
    "email address",
    "user email",
    "participant email",
    "participant id (upn)",
    "attendee email",
)
_NAME: Final = (
    "name",
    "full name",
    "name (original name)",
    "participant",
    "participant name",
    "user name",
    "first name",
)
_MINUTES: Final = (
    "total duration (minutes)",
    "duration (minutes)",
    "time in session (minutes)",
    "in-meeting duration",
    "time in call",
    "duration",
    "attendance duration",
)
_PARTS: Final = re.compile(
    r"(\d+)\s*(h|hr|hrs|hour|hours|m|min|mins|minute|minutes|s|sec|secs|second|seconds)\b"
)


class ReportWrong(ValueError):
    """No table of who was there. `reason` is a key that the service turns into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Seen:
    """Somebody in a report: by mail address, or by name alone where it gives none."""

    email: str
    name: str
    seconds: int = 0

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded half up."""
        return (self.seconds + 30) // 60


@dataclass(frozen=True)
class Report:
    """What a report says, in its order, and lines whose minutes could not be read."""

    people: list[Seen] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(content: bytes) -> Report:
    """Who was there. Raises ReportWrong."""
    if len(content) > MOST_BYTES:
        raise ReportWrong("large")
    rows = list(_rows(_text(content)))
    place, columns = _table(rows)
    found: dict[str, Seen] = {}
    unread: list[str] = []
    for row in rows[place + 1 :]:
        if not any(row):
            if found:
                break  # Teams has another table below: what each did, not who was there
            continue
        _take(row, columns, found, unread)
    if not found and not unread:
        raise ReportWrong("empty")
    return Report(list(found.values()), unread)


def seconds_of(told: str) -> int | None:
    """Seconds of: 45 (minutes), 45.5, 1:02:03, 1:02 (hours and minutes), 1h 2m 3s, 1 hr 2 min. None for what is none of these."""
    words = told.strip().lower().replace(",", ".")
    if re.fullmatch(r"\d{1,5}(\.\d+)?", words):
        return round(float(words) * 60)
    if re.fullmatch(r"\d{1,3}(:\d{1,2}){1,2}", words):
        hours, minutes, *rest = (int(part) for part in words.split(":"))
        return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)
    parts = _PARTS.findall(words)
    if parts and not _PARTS.sub("", words).strip():
        return sum(int(amount) * {"h": 3600, "m": 60, "s": 1}[unit[0]] for amount, unit in parts)
    return None


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReportWrong("text") from error


def _rows(text: str) -> Iterator[list[str]]:
    if "\x00" in text:
        raise ReportWrong("text")
    head = text[:4000]
    delimiter = max("\t,;", key=head.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= MOST_ROWS:
                raise ReportWrong("large")
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise ReportWrong("text") from error


def _table(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Where the heads of the table are, and which column says what."""
    for place, row in enumerate(rows[:60]):
        heads = [cell.lower().rstrip(":") for cell in row]
        columns = {
            "email": _column(heads, _EMAIL),
            "name": _column(heads, _NAME),
            "minutes": _column(heads, _MINUTES),
        }
        found = {name: at for name, at in columns.items() if at is not None}
        if "minutes" in found and ("email" in found or "name" in found):
            if "last name" in heads:
                found["last"] = heads.index("last name")
            return place, found
    raise ReportWrong("heads")


def _column(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _take(row: Sequence[str], columns: dict[str, int], found: dict[str, Seen], unread: list[str]) -> None:
    def cell(name: str) -> str:
        at = columns.get(name)
        return row[at] if at is not None and at < len(row) else ""

    email, name = cell("email").lower(), f"{cell('name')} {cell('last')}".strip()
    if not email and not name:
        return
    seconds = seconds_of(cell("minutes"))
    if seconds is None:
        unread.append(email or name)
        return
    seen = found.setdefault(email or name.lower(), Seen(email=email, name=name))
    seen.seconds += seconds
