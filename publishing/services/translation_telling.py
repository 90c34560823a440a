"""Who translates is told: that the original went on, and what became of a machine's draft."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from publishing import permissions
from publishing.models import Piece, Revision, TranslationRun
from publishing.translation_terms import DraftingState

STALE: Final = "publishing.translation_stale"
DRAFTED: Final = "publishing.translation_drafted"
QUICK: Final = timedelta(seconds=20)  # who asked is still looking at the page


def original_published(piece_id: int, revision: int) -> int:
    """Tell those who write a translation that its original says something else now: once, until it was brought up to date. The title told
    is the translation's own. Idempotent. Needs the tenant. Returns how many were told."""
    behind = Piece.objects.kept().filter(original_id=piece_id, follows__lt=revision).order_by("pk")
    rows = list(
        behind.only(
            "public_id", "title", "slug", "language", "follows", "created_by", "changed_by", "organisation"
        )
    )
    if not rows:
        return 0
    published = Revision.objects.filter(piece_id=piece_id, number=revision).order_by("pk").first()
    organisation_id = rows[0].organisation_id or 0
    slug, able = (
        people.slug_of(organisation_id),
        people.member_ids_holding(organisation_id, permissions.PIECE_WRITE),
    )
    editors = set(people.member_ids_holding(organisation_id, permissions.PIECE_EDIT))
    by = published.made_by_id if published else None
    return sum(_tell_stale(row, slug, set(able), editors, by=by) for row in rows)


def _tell_stale(row: Piece, slug: str, able: set[int], editors: set[int], *, by: int | None) -> int:
    writers = {row.created_by_id} | ({row.changed_by_id} & editors)
    wanted = sorted(user_id for user_id in writers - {by} if user_id in able)
    return inbox.notify(
        STALE,
        wanted,
        title=_("“%(title)s” is stale") % {"title": str(row)[:100]},
        body=_("The original was published anew. See what changed, and bring the %(language)s up to date.")
        % {"language": row.get_language_display()},
        url=reverse("publishing:write-translate", args=[slug, row.public_id]),
        organisation_id=row.organisation_id,
        key=f"{STALE}:{row.public_id}:{row.follows}",
        thread=f"translation:{row.public_id}",
    )


def draft_ended(run_id: int) -> None:
    """Tell who asked for a machine's draft what became of it. Idempotent. One that was quick or stopped tells nobody."""
    run = (
        TranslationRun.objects.select_related("organisation", "piece")
        .order_by("pk")
        .filter(pk=run_id)
        .first()
    )
    if run is None or run.requested_by_id is None or run.is_active or run.state == DraftingState.CANCELLED:
        return
    failed = run.state == DraftingState.FAILED
    if not failed and run.finished_at is not None and run.finished_at - run.requested_at < QUICK:
        return
    done = ngettext(
        "%(count)d part was translated by a machine. Read it before it is published.",
        "%(count)d parts were translated by a machine. Read them before they are published.",
        run.written,
    )
    title = _("“%(title)s” could not be translated") if failed else _("“%(title)s” is translated")
    able = people.member_ids_holding(run.organisation_id or 0, permissions.PIECE_WRITE)
    inbox.notify(
        DRAFTED,
        [run.requested_by_id] if run.requested_by_id in able else [],
        title=title % {"title": str(run.piece)[:100]},
        body=run.error if failed else done % {"count": run.written},
        url=reverse("publishing:write-translate", args=[run.organisation.slug, run.piece.public_id]),
        organisation_id=run.organisation_id,
        key=f"{DRAFTED}:{run.public_id}",
        thread=f"translation:{run.piece.public_id}",
    )
