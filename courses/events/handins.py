"""Facts of assignments: work handed in and marked."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionHandedIn(Event):
    """A learner handed work in for an assignment; `number` counts their tries."""

    submission_id: int
    course_id: int
    user_id: int
    number: int
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class SubmissionTakenBack(Event):
    """A learner took back what nobody had marked yet."""

    submission_id: int
    course_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionMarked(Event):
    """A mark settled and its learner may see it. `outcome`: passed, returned or failed; `points` decimal text or empty."""

    submission_id: int
    course_id: int
    user_id: int
    outcome: str
    points: str


@dataclass(frozen=True, kw_only=True)
class SubmissionCorrected(Event):
    """Somebody marked again what its learner had seen marked."""

    submission_id: int
    course_id: int
    user_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class MarkingMoved(Event):
    """Somebody took a hand-in to mark, let it go, marked it or took the mark back: the lists of markers changed."""

    submission_id: int
    course_id: int
