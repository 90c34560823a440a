"""What publishing deletes when an organisation ends: every row of it (POPIA s24). Files belong to the media library."""

from publishing.models import (
    Comment,
    CommentReport,
    Desk,
    Finding,
    HelpChoice,
    LibraryRule,
    LinkCheck,
    OldAddress,
    Piece,
    PieceAuthor,
    PieceCheck,
    PieceDay,
    PieceNote,
    PieceTag,
    Question,
    ReaderChoice,
    Reading,
    ReadTogether,
    Review,
    Revision,
    Series,
    Suggestion,
    Tag,
    TranslationRun,
)
from publishing.services import comment_moderation

# Children first: nothing is left for a foreign key to protect.
_OF_EDITORS = (
    PieceNote,
    Desk,
    Review,
)
_OF_READERS = (
    CommentReport,
    Comment,
    ReadTogether,
    PieceDay,
    Reading,
    ReaderChoice,
    Question,
)
_MODELS = (
    *_OF_READERS,
    *_OF_EDITORS,
    TranslationRun,
    Finding,
    PieceCheck,
    LinkCheck,
    Suggestion,
    HelpChoice,
    LibraryRule,
    PieceTag,
    PieceAuthor,
    OldAddress,
    Revision,
    Piece,
    Series,
    Tag,
)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows. Needs its tenant."""
    pieces = Piece.objects.filter(organisation_id=organisation_id)
    pieces.update(live=None, next=None, goes_live_at=None, original=None)
    comment_moderation.forget_home(organisation_id)
    for model in _MODELS:
        model.objects.filter(organisation_id=organisation_id).delete()
