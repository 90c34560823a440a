"""A piece as a whole: begun, put away, brought back. What stands in it is changed by services.parts."""

from datetime import datetime

from django.db import transaction

from publishing import permissions
from publishing.engine import words
from publishing.models import Piece, PieceAuthor
from publishing.refusals import AudienceRefused
from publishing.selectors.audiences import OWN, audiences
from publishing.services import changing, check_wishes
from publishing.terms import Audience, PieceKind
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.models import new_public_id
from synthai.core.tenancy import active


@transaction.atomic
def begin(
    *,
    title: str,
    by: Actor,
    now: datetime,
    kind: str = PieceKind.ARTICLE,
    language: str = "en",
    audience: str = Audience.TEAM,
) -> Piece:
    """Begin a piece, with its writer as its author. Raises NotAllowed, AudienceRefused, ValidationError."""
    require(by, permissions.PIECE_WRITE)
    _refuse_audience(audience)
    piece = Piece(
        kind=kind,
        language=language,
        title=title.strip(),
        slug=free_slug(title, language),
        audience=audience,
        created_by_id=by.user_id,
        changed_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )
    piece.full_clean(exclude=["blocks", "seo"])
    piece.save()
    check_wishes.wanted(piece.pk, now=now)
    if by.user_id is not None:
        PieceAuthor.objects.create(piece=piece, user_id=by.user_id, name=by.label)
    audit(piece, "publishing.piece.begun", by=by, changes={"title": ["", piece.title]})
    return piece


def _refuse_audience(audience: str) -> None:
    """What only the platform's pieces are read by is for no other organisation's. Raises AudienceRefused. Needs the tenant."""
    if audience in OWN:
        return
    scope = active()
    known = audiences(scope if isinstance(scope, int) else None)
    if audience not in known:
        raise AudienceRefused(known=", ".join(str(each.label) for each in known))


def free_slug(title: str, language: str, *, but: int | None = None) -> str:
    """An address of the title that no piece of the organisation has in this language. Needs the tenant."""
    first = words.slug_of(title) or new_public_id()
    if not changing.slug_taken(first, language, but=but):
        return first
    for number in range(2, 100):
        if not changing.slug_taken(tried := f"{first[:95]}-{number}", language, but=but):
            return tried
    return f"{first[:80]}-{new_public_id()}"
