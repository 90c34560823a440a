"""Rows for the pages of a piece on its way to readers: review, schedule, notes, who writes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from publishing.models import Piece
from publishing.services import desks, live, notes, parts, pieces, review_rules, reviews, scheduling
from publishing.services.parts import Content
from publishing.services.scheduling import Plan
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.publishing_writing_pages import address

_NOTE = "Is the part about VAT still right? The rate and the date stand in the third block, and SARS says more on its page."


def written(cast: Cast, title: str = "How we count our stock on Fridays") -> Piece:
    """Bongani's, who may not publish it, as whole as readers need it."""
    by, now = cast.bongani.actor, timezone.now()
    with tenant(cast.umoja):
        made = pieces.begin(title=title, by=by, now=now)
        parts.write_head(made.pk, "summary", "Who counts, when, and what to do next.", by=by, now=now)
        content = Content(text="Count what lies on the shelf **every Friday**.", data={})
        made, _key = parts.add_block(made.pk, "text", content=content, by=by, now=now)
        return made


def waiting(cast: Cast) -> str:
    """Sent for review a second time, changed since, wanted by yesterday, with something missing."""
    piece, now = written(cast), timezone.now()
    by, yesterday = cast.bongani.actor, timezone.localdate() - timedelta(days=1)
    with tenant(cast.umoja):
        reviews.ask(piece.pk, by=by, now=now)
        reviews.send_back(piece.pk, words="Say who counts, and when.", by=cast.thandi.actor, now=now)
        reviews.ask(piece.pk, by=by, now=now, note=_NOTE, due_on=yesterday)
        parts.add_block(piece.pk, "image", by=by, now=now)
        parts.add_block(piece.pk, "quote", by=by, now=now)
    return address("write-review", piece.public_id)


def planned(cast: Cast) -> str:
    """Live, with a later version that goes live and an end; changed since it was planned."""
    piece, by, now = written(cast), cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        live.publish(piece.pk, by=by, now=now)
        parts.write_head(piece.pk, "title", "How we count our stock", by=by, now=now)
        plan = Plan(goes_live_at=now + timedelta(days=3), ends_at=now + timedelta(days=90))
        scheduling.plan(piece.pk, plan, by=by, now=now)
        parts.write_head(piece.pk, "title", "How we count stock", by=by, now=now)
    return address("write-review", piece.public_id)


def approved(cast: Cast) -> str:
    """Approved, as its writer sees it."""
    piece, now = written(cast), timezone.now()
    with tenant(cast.umoja):
        reviews.ask(piece.pk, by=cast.bongani.actor, now=now)
        reviews.approve(piece.pk, by=cast.thandi.actor, now=now, words="Well written.")
    return address("write-review", piece.public_id)


def missed(cast: Cast) -> str:
    """It could not go live at its time."""
    piece, now = written(cast), timezone.now()
    with tenant(cast.umoja):
        plan = Plan(goes_live_at=now - timedelta(minutes=1))
        before = now - timedelta(hours=1)
        scheduling.plan(piece.pk, plan, by=cast.thandi.actor, now=before)
        row = Piece.objects.select_related("next").get(pk=piece.pk)
        told = {"code": "file_put_away", "part": row.blocks[0]["id"], "where": "Block 1, picture"}
        words = "The picture was put away in the media library: choose another one."
        row.missed = {"at": now.isoformat(), "troubles": [{**told, "words": words}]}
        row.next, row.goes_live_at = None, None
        row.save(update_fields=["missed", "next", "goes_live_at"])
    return address("write-review", piece.public_id)


def listed(cast: Cast) -> str:
    waiting(cast)
    second = written(cast, "Wat om te sê as ’n klant laat betaal")
    with tenant(cast.umoja):
        of = cast.thandi.user.public_id
        reviews.ask(second.pk, by=cast.bongani.actor, now=timezone.now(), of=of)
    return address("write-reviews")


def talked(cast: Cast) -> str:
    """Notes: one on a block with an answer, one that is settled."""
    piece, now = written(cast), timezone.now()
    with tenant(cast.umoja):
        asked = cast.bongani.user.public_id
        block = piece.blocks[0]["id"]
        first = notes.write(piece.pk, _NOTE, by=cast.thandi.actor, now=now, block=block, asked=asked)
        notes.reply(first.pk, "Yes, checked this morning.", by=cast.bongani.actor, now=now)
        done = notes.write(piece.pk, "A shorter title?", by=cast.thandi.actor, now=now)
        notes.settle(done.pk, by=cast.bongani.actor, now=now)
    return address("write-notes", piece.public_id)


def sat_at(cast: Cast) -> str:
    """Somebody else writes in it, and said something about a block."""
    piece, now = written(cast), timezone.now()
    with tenant(cast.umoja):
        desks.sit(piece.pk, by=cast.bongani.actor, now=now)
        block = piece.blocks[0]["id"]
        notes.write(piece.pk, _NOTE, by=cast.bongani.actor, now=now, block=block)
    return address("write-piece", piece.public_id)


def demanded(cast: Cast) -> str:
    """Sent, where another person has to approve it first, by the one who may publish."""
    rules(cast)
    piece, now = written(cast), timezone.now()
    with tenant(cast.umoja):
        reviews.ask(piece.pk, by=cast.thandi.actor, now=now)
    return address("write-review", piece.public_id)


def rules(cast: Cast) -> str:
    """The rule is on, and something was planned before that nobody else has approved."""
    cast.hire("manager", name="Naledi")
    piece, by, now = written(cast, "What we do when the power is off"), cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        scheduling.plan(piece.pk, Plan(goes_live_at=now + timedelta(days=3)), by=by, now=now)
        review_rules.demand_review(is_demanded=True, by=by, now=now)
    return address("write-rules")


def _empty_notes(cast: Cast) -> str:
    with tenant(cast.umoja):
        made = shelf.whole(pieces.begin(title="Till", by=cast.thandi.actor, now=timezone.now()))
    return address("write-notes", made.public_id)


_THANDIS = (
    ("library-reviews-empty", lambda cast: address("write-reviews")),
    ("library-reviews", listed),
    ("library-review-waiting", waiting),
    ("library-review-planned", planned),
    ("library-review-missed", missed),
    ("library-review-demanded", demanded),
    ("library-rules", rules),
    ("library-rules-alone", lambda cast: address("write-rules")),
    ("library-notes", talked),
    ("library-notes-empty", _empty_notes),
    ("library-write-beside", sat_at),
)
LISTED: tuple[dict[str, Any], ...] = (
    *({"name": name, "who": "thandi", "prepare": prepare} for name, prepare in _THANDIS),
    {"name": "library-review-approved", "who": "bongani", "prepare": approved},
    {"name": "library-reviews-sent", "who": "bongani", "prepare": lambda cast: address("write-reviews")},
)
