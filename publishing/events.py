"""What happened to pieces."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PiecePublished(Event):
    """Readers see a new revision of a piece. `by_id`: who published or planned it; None for the machinery."""

    piece_id: int
    public_id: str
    revision: int
    by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PieceTakenDown(Event):
    """Readers see a piece no more."""

    piece_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class PieceViewed(Event):
    """A person opened a piece, told once a day. `is_platform`: one of the platform's, not of their organisation."""

    public_id: str
    is_platform: bool
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PieceFinished(Event):
    """A person read a piece to its end, told once."""

    public_id: str
    is_platform: bool
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PieceMissed(Event):
    """What was to go live could not: the piece says why."""

    piece_id: int
    public_id: str
    revision: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event):
    """A piece waits for review; told again when its reviewer is gone and whoever may is asked."""

    piece_id: int
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """A piece was approved or sent back."""

    piece_id: int
    review_id: int


@dataclass(frozen=True, kw_only=True)
class DeskTaken(Event):
    """Somebody took over from who was writing in a piece."""

    piece_id: int
    user_id: int
    from_id: int
    since: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """Somebody said something to other editors."""

    piece_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class CommentShown(Event):
    """Readers see a comment: one just written, or one that a moderator let through. May come again for the same one."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class CommentWaits(Event):
    """A comment waits for a moderator, or was reported."""

    comment_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    """A person asked the library something. What, it does not say."""

    question_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class TranslationAsked(Event):
    """Somebody asked for a machine's draft of a translation."""

    run_id: int
    public_id: str
    piece: str


@dataclass(frozen=True, kw_only=True)
class TranslationDrafted(Event):
    """A machine's draft of a translation ended: how, and how many parts were written."""

    run_id: int
    public_id: str
    piece: str
    state: str
    written: int


@dataclass(frozen=True, kw_only=True)
class SuggestionAsked(Event):
    """A writer asked for a suggestion that a language model makes."""

    suggestion_id: int
