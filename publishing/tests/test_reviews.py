"""From the writer's hands to the readers' eyes: asked, approved, sent back, published, and nobody out of turn."""

import datetime as dt
import html
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from accounts.services import memberships
from notifications.models import Notification
from publishing import workflow_tasks
from publishing.models import Piece, Review, Revision
from publishing.selectors import reviews as asked
from publishing.services import keeping, live, parts, pieces, reviews, scheduling
from publishing.services.parts import Content
from publishing.services.scheduling import Plan
from publishing.terms import Standing
from publishing.tests import shelf
from publishing.tests.following import followed
from publishing.workflow_refusals import (
    AlreadyInReview,
    CannotReview,
    NoReview,
    OwnPiece,
    ReadAnother,
    WordsWanted,
)
from synthai.core.errors import NotAllowed
from synthai.core.events import receivers_of
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
LATER = NOW + dt.timedelta(hours=1)
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"


@pytest.fixture
def piece(cast: Cast) -> Any:
    """Bongani's, who may write and not publish."""
    with tenant(cast.umoja):
        yield shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW), "Count it.")


def write(piece: Piece, words: str, by: Person) -> Piece:
    key = Piece.objects.get(pk=piece.pk).blocks[0]["id"]
    return parts.write_block(piece.pk, key, Content(text=words, data={}), by=by.actor, now=LATER)


def standing(piece: Piece) -> str:
    return Piece.objects.get(pk=piece.pk).standing


def told(kind: str, who: Person) -> list[str]:
    rows = Notification.objects.filter(kind=f"publishing.{kind}", user=who.user)
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_asked_sent_back_approved_and_published(cast: Cast, piece: Piece) -> None:
    writer, editor = cast.bongani.actor, cast.thandi.actor
    with followed():
        review = reviews.ask(piece.pk, by=writer, now=NOW, note="Is the part about VAT right?")
    assert (standing(piece), review.revision.kind) == (Standing.WAITING, "submitted")
    assert told("review_asked", cast.thandi) == ["To review: Stock"]
    assert told("review_asked", cast.bongani) == []
    with pytest.raises(AlreadyInReview):
        reviews.ask(piece.pk, by=writer, now=NOW)
    with pytest.raises(NotAllowed):
        reviews.approve(piece.pk, by=writer, now=NOW)
    with pytest.raises(WordsWanted):
        reviews.send_back(piece.pk, words=" ", by=editor, now=NOW)
    with followed():
        reviews.send_back(piece.pk, words="Say who counts.", by=editor, now=NOW)
    assert standing(piece) == Standing.RETURNED
    assert told("review_returned", cast.bongani) == ["Sent back: Stock"]
    with pytest.raises(NoReview):
        reviews.approve(piece.pk, by=editor, now=NOW)
    write(piece, "Thandi counts.", cast.bongani)
    again = reviews.ask(piece.pk, by=writer, now=LATER)
    assert again.revision.number > review.revision.number
    with followed():
        reviews.approve(piece.pk, by=editor, now=LATER, words="Well written.")
    assert standing(piece) == Standing.APPROVED
    assert told("review_approved", cast.bongani) == ["Approved: Stock"]
    with followed():
        live.publish(piece.pk, by=editor, now=LATER)
    assert standing(piece) == Standing.WRITING
    assert told("published", cast.bongani) == ["Published: Stock"]
    deeds = AuditEntry.objects.filter(code__startswith="publishing.review.").order_by("pk")
    assert [each.rpartition(".")[2] for each in deeds.values_list("code", flat=True)] == [
        "asked",
        "returned",
        "asked",
        "approved",
    ]


def test_a_change_after_approval_says_so(cast: Cast, piece: Piece) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    review = reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)
    write(piece, "Count it at night.", cast.bongani)
    assert standing(piece) == Standing.WRITING, "what was approved is being written again"
    fresh = Piece.objects.get(pk=piece.pk)
    assert asked.where(fresh, asked.of_piece(fresh), cast.thandi.actor).is_changed
    page = cast.thandi.client().get(f"{BASE}{piece.public_id}/review/").content.decode()
    assert "It was changed since" in page
    assert f"compare/?old={review.revision.number}" in page


def test_who_decides_decides_about_what_they_read(cast: Cast, piece: Piece) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    seen = Piece.objects.get(pk=piece.pk).version
    write(piece, "Count it never.", cast.bongani)
    with pytest.raises(ReadAnother):
        reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW, seen=seen)
    browser, here = cast.thandi.client(), f"{BASE}{piece.public_id}/review/"
    assert "Changed since it was sent" in browser.get(here).content.decode()
    late = browser.post(f"{here}approve/", {"words": "Good", "seen": seen})
    assert late.status_code == 422
    assert "was changed while you read" in late.content.decode()
    assert f'name="seen" value="{seen + 1}"' in late.content.decode(), "to be sent once more"
    assert browser.post(f"{here}approve/", {"words": "Good", "seen": seen + 1}).status_code == 302


def test_nobody_reviews_their_own_while_somebody_else_may(cast: Cast) -> None:
    manager = cast.hire("manager", name="Naledi")
    with tenant(cast.umoja):
        mine = pieces.begin(title="Till", by=manager.actor, now=NOW)
        reviews.ask(mine.pk, by=manager.actor, now=NOW)
        with pytest.raises(OwnPiece, match="Thandi Mokoena"):
            reviews.approve(mine.pk, by=manager.actor, now=NOW)
        page = manager.client().get(f"{BASE}{mine.public_id}/review/").content.decode()
        assert "somebody else decides: Thandi Mokoena" in page
        reviews.approve(mine.pk, by=cast.thandi.actor, now=NOW)
        alone = pieces.begin(title="Alone", by=cast.thandi.actor, now=NOW)
        manager.membership.delete()
        reviews.ask(alone.pk, by=cast.thandi.actor, now=NOW)
        reviews.approve(alone.pk, by=cast.thandi.actor, now=NOW)


def test_asked_of_a_person_and_of_nobody_else(cast: Cast, piece: Piece) -> None:
    naledi = cast.hire("manager", name="Naledi")
    for who in (cast.bongani, cast.charlize):
        with pytest.raises(CannotReview):
            reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW, of=who.user.public_id)
    with followed():
        reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW, of=naledi.user.public_id)
    assert (told("review_asked", naledi), told("review_asked", cast.thandi)) == (["To review: Stock"], [])
    assert asked.counts(cast.thandi.actor) == asked.Counts(mine=0, all=1, sent=0)
    assert asked.counts(naledi.actor) == asked.Counts(mine=1, all=1, sent=0)
    assert asked.counts(cast.bongani.actor) == asked.Counts(mine=0, all=0, sent=1)
    reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)


def test_what_a_removed_member_was_asked_goes_back_to_the_pool(cast: Cast, piece: Piece) -> None:
    naledi = cast.hire("manager", name="Naledi")
    with followed():
        reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW, of=naledi.user.public_id)
    assert reviews.release(naledi.user.pk) == 0, "as long as they may"
    with followed():
        memberships.remove(naledi.membership.public_id, by=cast.thandi.actor)
    review = Review.objects.get()
    assert (review.asked_of_id, review.verdict) == (None, "")
    assert told("review_asked", cast.thandi) == ["To review: Stock"]
    assert workflow_tasks.member_leave in receivers_of("accounts.MemberRemoved")
    assert reviews.release(naledi.user.pk) == 0


def test_who_may_not_review_any_more_is_asked_no_longer(cast: Cast, piece: Piece) -> None:
    naledi = cast.hire("manager", name="Naledi")
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW, of=naledi.user.public_id)
    with followed():
        memberships.change_role(naledi.membership.public_id, role="viewer", by=cast.thandi.actor)
    assert Review.objects.get().asked_of_id is None


def test_taken_back_and_asked_again(cast: Cast, piece: Piece) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    for _ in range(2):
        reviews.take_back(piece.pk, by=cast.bongani.actor, now=NOW)
    assert (standing(piece), Review.objects.get().verdict) == (Standing.WRITING, "withdrawn")
    reviews.ask(piece.pk, by=cast.bongani.actor, now=LATER)
    assert Revision.objects.count() == 1, "the same draft is kept once"
    keeping.put_away(piece.pk, by=cast.bongani.actor, now=LATER)
    assert asked.counts(cast.thandi.actor).all == 0


def test_publishing_and_planning_decide_what_waits(cast: Cast, piece: Piece) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    with followed():
        scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=cast.thandi.actor, now=NOW)
    assert (standing(piece), Review.objects.get().verdict) == (Standing.APPROVED, "approved")
    assert told("review_approved", cast.bongani) == ["Approved: Stock"]
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
    assert not Review.objects.waiting().exists()
    assert standing(piece) == Standing.WRITING


def test_an_author_publishes_by_no_door(cast: Cast, piece: Piece) -> None:
    browser, by = cast.bongani.client(), cast.bongani.actor
    here, there = f"{BASE}{piece.public_id}/", f"{API}{piece.public_id}/"
    reviews.ask(piece.pk, by=by, now=NOW)
    later = {"goes_live_at": "2099-01-05T08:00"}
    for address in ("publish/", "take-down/", "plan/", "unplan/", "review/approve/", "review/send-back/"):
        assert browser.post(f"{here}{address}", {**later, "words": "x"}).status_code == 403, address
    for address in ("publish/", "take-down/", "review/approve/", "review/send-back/"):
        reply = browser.post(f"{there}{address}", {"words": "x"}, content_type="application/json")
        assert reply.status_code == 403, address
    for method in ("get", "put", "delete"):
        reply = getattr(browser, method)(f"{there}schedule/", later, content_type="application/json")
        assert reply.status_code == 403, method
    assert 'name="goes_live_at"' not in browser.get(f"{here}review/").content.decode()
    reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)
    for verb in (
        lambda: live.publish(piece.pk, by=by, now=NOW),
        lambda: scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=by, now=NOW),
        lambda: scheduling.withdraw(piece.pk, by=by, now=NOW),
        lambda: live.take_down(piece.pk, by=by, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Piece.objects.get(pk=piece.pk).live_id is None


def test_the_list_shows_what_waits_and_when_it_is_wanted(cast: Cast, piece: Piece) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW, note="Please", due_on=yesterday)
    page = html.unescape(cast.thandi.client().get(f"{BASE}reviews/").content.decode())
    assert "Stock" in page
    assert "Late" in page
    assert "“Please”" in page
    assert '<span class="count">1</span>' in cast.thandi.client().get(BASE).content.decode()
    assert "Stock" in cast.bongani.client().get(f"{BASE}reviews/?list=all").content.decode(), "what he sent"
    other = cast.hire("member", name="Lerato").client()
    assert "Stock" not in other.get(f"{BASE}reviews/?list=all").content.decode()
    assert "Nothing of yours waits" in other.get(f"{BASE}reviews/").content.decode()
    row = cast.thandi.client().get(f"{API}reviews/").json()["results"][0]
    assert (row["piece"], row["is_late"], row["asked_of"]) == (piece.public_id, True, "")
    assert cast.thandi.client().get(f"{API}reviews/?list=sent").json()["results"] == []


def test_lists_cost_the_same_for_many(cast: Cast, piece: Piece) -> None:
    browser = cast.thandi.client()
    browser.get(f"{BASE}reviews/")
    for number in range(12):
        more = pieces.begin(title=f"Piece {number}", by=cast.bongani.actor, now=NOW)
        reviews.ask(more.pk, by=cast.bongani.actor, now=NOW)
    for address in (f"{BASE}reviews/", f"{API}reviews/"):
        with assert_max_queries(12):
            assert "Piece 11" in browser.get(address).content.decode()


def test_a_review_by_program(cast: Cast, piece: Piece) -> None:
    def call(who: Person, method: str, address: str, given: Any = None) -> Any:
        verb = getattr(who.client(), method)
        return verb(f"{API}{piece.public_id}/review/{address}", given or {}, content_type="application/json")

    assert call(cast.bongani, "get", "").status_code == 404
    made = call(cast.bongani, "post", "", {"note": "Please", "due_on": "2099-01-05"})
    assert (made.status_code, made.json()["verdict"], made.json()["revision"]) == (201, "", 1)
    assert call(cast.bongani, "post", "").json()["code"] == "publishing.review.already_asked"
    assert call(cast.thandi, "post", "send-back/").json()["code"] == "publishing.review.words_wanted"
    stale = call(cast.thandi, "post", "approve/", {"seen": 999})
    assert (stale.status_code, stale.json()["code"]) == (412, "publishing.review.read_another")
    assert call(cast.thandi, "post", "approve/", {"words": "Good"}).json()["decided_by"] == "Thandi Mokoena"
    assert call(cast.thandi, "post", "approve/").status_code == 409
    assert call(cast.bongani, "delete", "").status_code == 204
    for method, address in (("get", ""), ("post", ""), ("delete", ""), ("post", "approve/")):
        assert call(cast.charlize, method, address).status_code == 404


def test_the_platform_s_editors_work_the_same_way(cast: Cast) -> None:
    made = shelf.platform(cast)
    author = cast.hire("member", name="Author", organisation=made.organisation)
    slug = django_settings.PLATFORM_ORGANISATION
    writer, editor = author.client(), made.editor.client()
    begun = writer.post(
        f"/o/{slug}/library/write/new/",
        {"title": "Ask more", "kind": "article", "language": "en", "audience": "public"},
    )
    here = begun["Location"]
    writer.post(f"{here}head/summary/", {"text": "What your work is worth."})
    with tenant(made.organisation):
        shelf.whole(Piece.objects.get(slug="ask-more"), "Ask for more.")
    assert writer.post(f"{here}review/ask/", {"note": "Please"}).status_code == 302
    assert writer.post(f"{here}publish/").status_code == 403
    assert "Ask more" in editor.get(f"/o/{slug}/library/write/reviews/").content.decode()
    assert cast.thandi.client().get(f"/o/{slug}/library/write/reviews/").status_code == 404
    assert editor.post(f"{here}review/approve/", {"words": ""}).status_code == 302
    assert editor.post(f"{here}publish/").status_code == 302
    assert "Ask for more." in cast.bongani.client().get("/read/en/ask-more/").content.decode()
