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
