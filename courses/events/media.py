"""Facts of files: added, made small, failed."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MediaAdded(Event):
    """A film or sound was uploaded, and waits to be made smaller."""

    media_id: int
    course_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class MediaReady(Event):
    """A film or sound is there in every size. `seconds` is its measured length."""

    media_id: int
    course_id: int
    public_id: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class MediaFailed(Event):
    """A film or sound could not be made smaller; `trouble` says why."""

    media_id: int
    course_id: int
    public_id: str
    trouble: str
