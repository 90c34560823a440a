"""Comments under a piece that is there, for the sweeps."""

from typing import Any

from django.utils import timezone

from publishing.models import Comment, CommentReport, Piece
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, piece: str) -> dict[str, str]:
    """One of the owner's, with a report. Returns what addresses call it."""
    now = timezone.now()
    with tenant(organisation):
        under = Piece.objects.get(public_id=piece)
        Piece.objects.filter(pk=under.pk).update(allows_comments=True)
        said: Comment = Comment.objects.create(
            piece=under,
            author=owner.user,
            home_key=organisation.public_id,
            text=f"What does {organisation.slug} do on Mondays?",
            created_at=now,
        )
        CommentReport.objects.create(comment=said, user=owner.user, reason="No.", created_at=now)
        return {"library_comment": said.public_id}
