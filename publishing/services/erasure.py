"""What publishing deletes when an organisation ends: every row of it (POPIA s24). Files belong to the media library."""

from publishing.models import (
    Finding,
    HelpChoice,
    LinkCheck,
    OldAddress,
    Piece,
    PieceAuthor,
    PieceCheck,
    PieceDay,
    PieceTag,
    ReaderChoice,
    Reading,
    ReadTogether,
    Revision,
    Series,
    Suggestion,
    Tag,
)

# Children first: nothing is left for a foreign key to protect.
_OF_READERS = (ReadTogether, PieceDay, Reading, ReaderChoice)
_OF_CHECKS = (Finding, PieceCheck, LinkCheck, Suggestion, HelpChoice)
_MODELS = (*_OF_READERS, *_OF_CHECKS, PieceTag, PieceAuthor, OldAddress, Revision, Piece, Series, Tag)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows. Needs its tenant."""
    pieces = Piece.objects.filter(organisation_id=organisation_id)
    pieces.update(live=None, next=None, goes_live_at=None, original=None)
    for model in _MODELS:
        model.objects.filter(organisation_id=organisation_id).delete()
