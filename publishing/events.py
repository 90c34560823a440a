"""What happened to pieces."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PiecePublished(Event):
    """Readers see a new revision of a piece."""

    piece_id: int
    public_id: str
    revision: int


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
class SuggestionAsked(Event):
    """A writer asked for a suggestion that a language model makes."""

    suggestion_id: int
