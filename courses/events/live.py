"""Facts of live classes."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClassPlanned(Event):
    """A live class has a date. `starts_at` is an ISO moment; `course_id` is 0 for one that stands alone."""

    class_id: int
    public_id: str
    course_id: int
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class ClassChanged(Event):
    """A live class has another date, place or name: who was asked hears of it."""

    class_id: int
    public_id: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class ClassCancelled(Event):
    """A live class does not take place."""

    class_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class ClassBooked(Event):
    """A person was asked to a class, answered, moved up from the waiting list or was taken out."""

    class_id: int
    user_id: int
    answer: str
    is_waiting: bool


@dataclass(frozen=True, kw_only=True)
class ClassAttended(Event):
    """Attendance of a person was noted, or the note taken back (empty)."""

    class_id: int
    user_id: int
    attendance: str


@dataclass(frozen=True, kw_only=True)
class ClassRecorded(Event):
    """The recording of a class can be seen."""

    class_id: int
    public_id: str
