"""Facts of the question bank, of quizzes and of attempts."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class QuestionsChanged(Event):
    """Questions of the bank were written, changed, put away or taken back."""

    count: int


@dataclass(frozen=True, kw_only=True)
class QuizPublished(Event):
    """Learners may take a quiz."""

    quiz_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class QuizClosed(Event):
    """Nobody may begin a quiz any more."""

    quiz_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class AttemptStarted(Event):
    """A learner began a quiz."""

    attempt_id: int
    quiz_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AttemptHandedIn(Event):
    """An attempt is over. `ended_by` is learner or time; `waiting` answers are to be marked by a person."""

    attempt_id: int
    quiz_id: int
    user_id: int
    ended_by: str
    waiting: int


@dataclass(frozen=True, kw_only=True)
class AttemptMarked(Event):
    """All answers of an attempt are marked. `percent` is decimal text."""

    attempt_id: int
    quiz_id: int
    user_id: int
    percent: str
    is_passed: bool


@dataclass(frozen=True, kw_only=True)
class AttemptCorrected(Event):
    """Somebody changed the marks of an attempt that was marked already."""

    attempt_id: int
    quiz_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class QuizPassed(Event):
    """A learner passed a quiz with this attempt: told once an attempt, as soon as it is certain."""

    attempt_id: int
    quiz_id: int
    quiz_public_id: str
    user_id: int
