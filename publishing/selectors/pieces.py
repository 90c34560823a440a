"""Pieces as editors' pages and the API find them."""

from publishing.models import Piece
from synthai.core.errors import NotFound


def get_piece(public_id: str) -> Piece:
    """The piece with this id, put away or not: the one door for editors' pages and API. Needs its tenant. Raises NotFound."""
    found = Piece.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
