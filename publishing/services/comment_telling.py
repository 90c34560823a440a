"""Tell people of comments: who is answered, who wrote the piece, and moderators, for whom many are one line. Each is told once.

The words of a comment are in no notice: they may be hidden or forgotten, and are read where that is asked.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from notifications.services import inbox
from publishing import features, permissions
from publishing.comment_kinds import COMMENTED, REPLIED, TO_MODERATE
from publishing.engine import access
from publishing.models import Comment
from publishing.selectors import comments
from publishing.selectors.readers import OWN, SHARED
from publishing.terms import Audience
from synthai.core import entitlements
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant


def shown(comment_id: int, *, now: datetime) -> None:
    """Readers see a comment: who is answered hears of it, then who began the piece. Nobody, once readers do not see the piece. Idempotent.
    Needs the tenant of the piece."""
    rows = Comment.objects.standing().select_related("piece__live", "parent", "organisation")
    row = rows.filter(pk=comment_id).order_by("pk").first()
    if row is None or row.piece.live is None or not row.piece.is_live(now=now):
        return
    title, told = row.piece.live.title, {row.author_id}
    if row.parent is not None and row.parent.is_standing and row.parent.author_id not in told:
        told.add(row.parent.author_id)
        sentence = _("A reply under “%(title)s”") % {"title": title}
        _tell(row, REPLIED, row.parent.author_id, row.parent.home_key, sentence)
    if row.piece.created_by_id not in told:
        sentence = _("A comment on “%(title)s”") % {"title": title}
        _tell(row, COMMENTED, row.piece.created_by_id, row.organisation.public_id, sentence)


def waits(organisation_id: int, *, now: datetime) -> None:
    """Moderators hear that something waits: once a day for the same oldest one, however many come behind it. Who does not read what is meant
    for managers hears nothing of comments under it. Needs the tenant."""
    judges = people.member_ids_holding(organisation_id, permissions.COMMENT_MODERATE)
    leaders = set(people.member_ids_holding(organisation_id, permissions.LEADERS_READ))
    for is_leader in (True, False):
        told = [each for each in judges if (each in leaders) == is_leader]
        if told:
            _tell_judges(organisation_id, told, is_leader=is_leader, now=now)


def _tell_judges(organisation_id: int, judges: list[int], *, is_leader: bool, now: datetime) -> None:
    figures = comments.figures(is_leader=is_leader)
    count = figures["waiting"] + figures["reported"]
    oldest = _oldest(is_leader=is_leader)
    if not count or oldest is None:
        return
    inbox.notify(
        TO_MODERATE,
        judges,
        title=ngettext("%(count)d comment waits for you", "%(count)d comments wait for you", count)
        % {"count": count},
        body=_("%(new)d new, %(reported)d reported.")
        % {"new": figures["waiting"], "reported": figures["reported"]},
        url=reverse("publishing:comment-queue", args=[people.slug_of(organisation_id)]),
        organisation_id=organisation_id,
        key=f"publishing:waits:{oldest}:{timezone.localdate(now).isoformat()}",
        thread="publishing.comments",
    )


def _oldest(*, is_leader: bool) -> str | None:
    """What waits longest, new or reported."""
    rows = Comment.objects.for_judge(is_leader=is_leader)
    first = [
        each.order_by("pk").values_list("pk", "public_id").first()
        for each in (rows.waiting(), rows.reported())
    ]
    return min((each for each in first if each), default=(0, None))[1]


def _tell(row: Comment, kind: str, user_id: int | None, home_key: str, title: str) -> None:
    """In the organisation that they read in, if they still read the piece there."""
    if user_id is None or not home_key:
        return
    try:
        home = people.organisation_by_public_id(home_key)
    except NotFound:
        return
    word = OWN if home.pk == row.organisation_id else SHARED
    page = reverse("publishing:comments", args=[home.slug, word, row.piece.public_id])
    if not _reads(row, home, user_id):
        return
    with tenant(home.pk):
        inbox.notify(
            kind,
            [user_id],
            title=title,
            body=_("Open it to read and answer."),
            url=f"{page}#comment-{row.public_id}",
            organisation_id=home.pk,
            key=f"{kind}:{row.public_id}",
            thread=f"publishing.piece:{row.piece.public_id}",
        )


def _reads(row: Comment, home: Any, user_id: int) -> bool:
    leaders = row.piece.audience == Audience.LEADERS
    wanted = permissions.LEADERS_READ if leaders else permissions.LIBRARY_READ
    with tenant(home.pk):
        if user_id not in people.member_ids_holding(home.pk, wanted):
            return False
        has_plan = entitlements.allows(home.pk, features.MEMBERS_LIBRARY)
    is_home = home.pk == row.organisation_id
    reader = access.Reader(
        is_signed_in=True, is_home=is_home, is_leader=is_home and leaders, has_plan=has_plan
    )
    return access.verdict(row.piece.audience, reader) is access.Verdict.WHOLE
