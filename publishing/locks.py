"""Every row lock of publishing. Order: series, piece, then what hangs on it."""

from publishing.models import Piece, Series
from synthai.core.errors import NotFound


def lock_piece(piece_id: int) -> Piece:
    """The piece, locked until the transaction ends. Raises NotFound."""
    found = Piece.objects.select_for_update().filter(pk=piece_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_series(series_id: int) -> Series:
    """The series, locked until the transaction ends. Raises NotFound."""
    found: Series | None = Series.objects.select_for_update().filter(pk=series_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
