"""Facts of learning paths."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PathPublished(Event):
    """A learning path can be started."""

    path_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PathChanged(Event):
    """Courses of a published path were added, taken out or put in another order, or what it asks for is another."""

    path_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PathJoined(Event):
    """A person is on a path. `due_on` is an ISO date or empty."""

    path_id: int
    user_id: int
    source: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class PathCompleted(Event):
    """A person has done what a path asks for."""

    path_id: int
    public_id: str
    user_id: int
