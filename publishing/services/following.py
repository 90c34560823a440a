"""What follows every change of a piece elsewhere: where its files are shown, what search finds, which kept pages still count.

Each is told in the transaction of the change. Changes of what a piece is beside its text come here too: its address, who may read
it, the series it stands in.
"""

from collections.abc import Iterable
from typing import Final

from django.conf import settings

from accounts import selectors as people
from media.services import uses
from publishing.engine.blocks import assets_of
from publishing.models import Piece, Revision
from publishing.services import page_cache
from synthai.core.after_commit import after_commit
from synthai.core.search import index
from synthai.core.tenancy import active_organisation_id

PLACE: Final = "publishing.piece"  # what media and search call pieces


def shows(piece: Piece) -> None:
    """The draft, or what is planned, shows other files, or readers see other ones. A piece put away, or whose time is over, shows readers nothing."""
    live = _files(piece.live) if piece.live is not None and _is_seen(piece) else []
    planned = _files(piece.next) if piece.next is not None else []
    uses.note(PLACE, piece.public_id, draft=[*_files(piece), *planned], live=live)


def found(*pieces: Piece) -> None:
    """What search says of these pieces may be another: those that readers see, or saw. One that they see no more goes from search at once."""
    for piece in pieces:
        if piece.first_live_at is not None:
            tell = index.changed if _is_seen(piece) else index.hidden
            tell(PLACE, piece.public_id)


def audience_changed(*pieces: Piece) -> None:
    """Other readers may see these from now on: nobody finds them until search has read who may."""
    for piece in pieces:
        index.hidden(PLACE, piece.public_id)


def read(pieces: Iterable[Piece] = ()) -> None:
    """What readers see of pieces beside their text is another: search finds them anew, and no kept page counts any more."""
    found(*pieces)
    slug = people.slug_of(active_organisation_id() or 0)
    after_commit(page_cache.forget, slug, is_platform=slug == settings.PLATFORM_ORGANISATION)


def _is_seen(piece: Piece) -> bool:
    return piece.live_id is not None and piece.removed_at is None and piece.ended_told_at is None


def _files(shown: Piece | Revision) -> list[str]:
    cover = [shown.cover.public_id] if shown.cover else []
    return [*cover, *assets_of(shown.blocks)]
