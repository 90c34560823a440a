"""What stands against publishing a draft, or the revision that is to go live, as its files are now."""

from datetime import datetime

from media.selectors.shown import shown
from publishing.engine import readiness
from publishing.engine.blocks import assets_of
from publishing.engine.readiness import Trouble
from publishing.models import Piece, Revision
from publishing.selectors import beside
from publishing.terms import OUR_SLUGS


def troubles(piece: Piece, revision: Revision | None = None, *, now: datetime) -> list[Trouble]:
    """Each with the part where it is mended; none when readers may see it. Three queries at most. Needs the tenant."""
    row = revision or piece
    cover = row.cover.public_id if row.cover else ""
    files = shown([*assets_of(row.blocks), *([cover] if cover else [])], now=now)
    found = readiness.troubles(row, files, cover=cover)
    if revision is None and piece.unread:
        found += readiness.unread_troubles(piece.blocks, beside.unread_parts(piece))
    return [*found, readiness.slug_trouble(piece.slug)] if piece.slug in OUR_SLUGS else found
