"""What pages with comments show. Rows of another tenant are read here, and never by a template."""

from typing import Any, Final

from django.utils import timezone

from publishing.forms.comments import CommentForm
from publishing.selectors import comments
from publishing.selectors.comments import Talk
from publishing.selectors.reading import Shown
from synthai.core import keyset
from synthai.core.access import TenantRequest

SIZE: Final = 20
BESIDE: Final = 3  # threads on the page of the piece


def of_piece(request: TenantRequest, shown: Shown) -> dict[str, Any]:
    """The newest threads for the page of the piece; nothing for who does not get its text. Needs the shelf's tenant."""
    if not shown.is_whole:
        return {}
    found = comments.talk(shown, by=request.actor, now=timezone.now())
    told = section(request, found, size=BESIDE, cursor=None)
    if not found.is_open and not told["threads"]:
        return {}
    return {**told, "has_comments": True}


def section(
    request: TenantRequest, found: Talk, *, size: int, cursor: str | None, form: CommentForm | None = None
) -> dict[str, Any]:
    """Threads, newest first, and the form to write one. Three queries. Needs the shelf's tenant."""
    rows = keyset.page(
        comments.threads_query(found),
        ordering=("-pk",),
        size=size,
        cursor=cursor,
        scope=f"comments {found.shown.piece.pk}",
    )
    return {
        "talk": found,
        "threads": comments.threads(found, rows.rows),
        "comment_count": comments.count(found),
        "comment_form": form or CommentForm(),
        "comment_page": rows,
        "may_report": request.actor.user_id is not None,
    }
