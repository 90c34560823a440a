"""What stands against publishing a draft, or the revision that is to go live, as its files are now."""

from datetime import datetime

from media.selectors.shown import shown
from publishing.engine import readiness
from publishing.engine.blocks import assets_of
from publishing.engine.readiness import Trouble
from publishing.models import Piece, Revision
from publishing.selectors import approval, beside
from publishing.terms import OUR_SLUGS


def troubles(piece: Piece, revision: Revision | None = None, *, now: datetime) -> list[Trouble]:
    """Each with the part where it is mended; none when readers may see it. What is wrong with the text comes first, then whether
    somebody else approved it, where that is demanded. Four queries, seven at most. Needs the tenant."""
    row = revision or piece
    cover = row.cover.public_id if row.cover else ""
    files = shown([*assets_of(row.blocks), *([cover] if cover else [])], now=now)
    found = readiness.troubles(row, files, cover=cover)
    if revision is None and piece.unread:
        found += readiness.unread_troubles(piece.blocks, beside.unread_parts(piece))
    if piece.slug in OUR_SLUGS:
        found.append(readiness.slug_trouble(piece.slug))
    version = piece.version if revision is None else revision.of_version
    return [*found, *approval.troubles(piece, version=version)]
