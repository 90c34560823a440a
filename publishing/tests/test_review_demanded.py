"""Where somebody else has to approve a piece, no way leads to readers before."""

import datetime as dt
import html
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from publishing.models import LibraryRule, Piece, Review
from publishing.refusals import NotReady
from publishing.selectors import approval
from publishing.services import (
    keeping,
    library,
    live,
    parts,
    pieces,
    review_rules,
    reviews,
    scheduling,
    settings,
    translations,
)
from publishing.services.parts import Content
from publishing.services.scheduling import Plan
from publishing.services.settings import Settings
from publishing.tests import shelf
from publishing.workflow_refusals import (
    NobodyElse,
    NobodyToApprove,
    OwnPiece,
    PersonApproves,
    WiderThanApproved,
)
from synthai.core.access import Actor
from synthai.core.errors import NotAllowed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
LATER, AFTER = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"


@pytest.fixture
def naledi(cast: Cast) -> Person:
    """A second person who may approve."""
    return cast.hire("manager", name="Naledi")


@pytest.fixture
def piece(cast: Cast, naledi: Person) -> Any:
    """Bongani's, who may write and not publish, in an organisation that demands a review."""
    with tenant(cast.umoja):
        review_rules.demand_review(is_demanded=True, by=cast.thandi.actor, now=NOW)
        yield shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW), "Count it.")


def write(piece: Piece, words: str, by: Person) -> Piece:
    key = fresh(piece).blocks[0]["id"]
    return parts.write_block(piece.pk, key, Content(text=words, data={}), by=by.actor, now=NOW)


def fresh(piece: Piece) -> Piece:
    return Piece.objects.select_related("live", "next").get(pk=piece.pk)


def why(refused: Any) -> str:
    """The one thing that stands against it."""
    [trouble] = refused.value.troubles
    assert (trouble.code, trouble.part) == ("not_approved", "review")
    return str(trouble.words)


def approved(piece: Piece, cast: Cast) -> Review:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    return reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)


def test_published_when_somebody_else_approved_it_as_it_stands(cast: Cast, piece: Piece) -> None:
    publisher = cast.thandi.actor
    with pytest.raises(NotReady) as refused:
        live.publish(piece.pk, by=publisher, now=NOW)
    assert "Nobody else has approved it yet" in why(refused)
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    with pytest.raises(NotReady) as refused:
        live.publish(piece.pk, by=publisher, now=NOW)
    assert "It waits for review" in why(refused)
    assert Review.objects.waiting().count() == 1, "publishing decides nothing here"
    reviews.send_back(piece.pk, words="Who?", by=publisher, now=NOW)
    with pytest.raises(NotReady) as refused:
        live.publish(piece.pk, by=publisher, now=NOW)
    assert "It was sent back" in why(refused)
    approved(piece, cast)
    write(piece, "Count it twice.", cast.bongani)
    with pytest.raises(NotReady) as refused:
        live.publish(piece.pk, by=publisher, now=NOW)
    assert "changed after it was approved" in why(refused)
    approved(piece, cast)
    assert live.publish(piece.pk, by=publisher, now=NOW).live_id
    assert live.publish(piece.pk, by=publisher, now=NOW).live_id, "the same twice"


def test_an_approval_that_was_taken_back_by_another_counts_no_more(
    cast: Cast, piece: Piece, naledi: Person
) -> None:
    approved(piece, cast)
    reviews.ask(piece.pk, by=cast.bongani.actor, now=LATER)
    assert not approval.is_lacking(fresh(piece)), "until somebody says otherwise"
    reviews.send_back(piece.pk, words="Not so.", by=naledi.actor, now=LATER)
    with pytest.raises(NotReady):
        live.publish(piece.pk, by=cast.thandi.actor, now=LATER)


def test_who_had_a_hand_in_it_does_not_count(cast: Cast, piece: Piece, naledi: Person) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    write(piece, "Thandi counts.", cast.thandi)
    with pytest.raises(OwnPiece, match="Naledi"):
        reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)
    here = f"{BASE}{piece.public_id}/review/"
    assert "somebody else decides: Naledi" in cast.thandi.client().get(here).content.decode()
    naledi.membership.delete()
    with pytest.raises(NobodyElse):
        reviews.approve(piece.pk, by=cast.thandi.actor, now=NOW)
    page = html.unescape(cast.thandi.client().get(here).content.decode())
    assert "nobody else here may approve it" in page
    assert "review/approve/" not in page
    # Its writer says by sending it again that they have read what was changed.
    reviews.take_back(piece.pk, by=cast.bongani.actor, now=NOW)
    approved(piece, cast)
    assert live.publish(piece.pk, by=cast.thandi.actor, now=NOW).live_id


def test_an_approval_of_one_s_own_from_before_the_rule_counts_for_nothing(cast: Cast) -> None:
    with tenant(cast.umoja):
        mine = shelf.whole(pieces.begin(title="Till", by=cast.thandi.actor, now=NOW))
        reviews.ask(mine.pk, by=cast.thandi.actor, now=NOW)
        reviews.approve(mine.pk, by=cast.thandi.actor, now=NOW)
        naledi = cast.hire("manager", name="Naledi")
        review_rules.demand_review(is_demanded=True, by=cast.thandi.actor, now=NOW)
        with pytest.raises(NotReady) as refused:
            live.publish(mine.pk, by=naledi.actor, now=NOW)
        assert "had a hand in it" in why(refused)


def test_a_key_approves_nothing(cast: Cast, piece: Piece) -> None:
    reviews.ask(piece.pk, by=cast.bongani.actor, now=NOW)
    key = Actor(
        kind="api_key",
        label="Key",
        organisation_id=cast.umoja.pk,
        capabilities=cast.thandi.actor.capabilities,
    )
    with pytest.raises(PersonApproves):
        reviews.approve(piece.pk, by=key, now=NOW)
    with pytest.raises(NotReady):
        live.publish(piece.pk, by=key, now=NOW)


def test_planning_asks_and_so_does_its_time(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    with pytest.raises(NotReady):
        scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=by, now=NOW)
    approved(piece, cast)
    scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=by, now=NOW)
    write(piece, "The next version.", cast.bongani)
    scheduling.plan(piece.pk, Plan(goes_live_at=AFTER, takes_draft=False), by=by, now=NOW)
    with pytest.raises(NotReady):
        scheduling.plan(piece.pk, Plan(goes_live_at=AFTER), by=by, now=NOW)
    scheduling.turn(piece.pk, now=AFTER)
    shown = fresh(piece)
    assert shown.live is not None
    assert shown.live.blocks[0]["text"] == "Count it.", "what was approved, though the draft went on"


def test_what_was_planned_before_the_rule_does_not_go_live_unread(cast: Cast, naledi: Person) -> None:
    by = cast.thandi.actor
    with tenant(cast.umoja):
        piece = shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW))
        scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=by, now=NOW)
        page = cast.thandi.client().get(f"{BASE}rules/").content.decode()
        assert "With the rule these would not go live." in page
        assert "Stock" in page
        review_rules.demand_review(is_demanded=True, by=by, now=NOW)
        assert [row.pk for row in approval.planned_unread()] == [piece.pk]
        with pytest.raises(NotReady) as refused:
            scheduling.plan(piece.pk, Plan(goes_live_at=AFTER, takes_draft=False), by=by, now=NOW)
        assert why(refused)
        scheduling.turn(piece.pk, now=LATER)
        missed = fresh(piece)
        assert (missed.live_id, missed.next_id) == (None, None)
        assert missed.missed["troubles"][0]["code"] == "not_approved"
        assert (
            "review/#review" in cast.thandi.client().get(f"{BASE}{piece.public_id}/review/").content.decode()
        )


def test_a_plan_of_before_goes_live_once_it_is_approved(cast: Cast, naledi: Person) -> None:
    with tenant(cast.umoja):
        piece = shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW))
        scheduling.plan(piece.pk, Plan(goes_live_at=LATER), by=cast.thandi.actor, now=NOW)
        review_rules.demand_review(is_demanded=True, by=cast.thandi.actor, now=NOW)
        approved(piece, cast)
        assert approval.planned_unread() == []
        scheduling.turn(piece.pk, now=LATER)
        assert fresh(piece).live_id


def test_what_readers_see_stays_and_comes_back_only_as_an_undo(cast: Cast, naledi: Person) -> None:
    by = cast.thandi.actor
    with tenant(cast.umoja):
        piece = shelf.whole(pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW))
        live.publish(piece.pk, by=by, now=NOW)
        scheduling.plan(piece.pk, Plan(ends_at=LATER), by=by, now=NOW)
        review_rules.demand_review(is_demanded=True, by=by, now=NOW)
        assert fresh(piece).is_live(now=NOW), "nothing is taken from readers"
        keeping.put_away(piece.pk, by=by, now=NOW)
        assert keeping.bring_back(piece.pk, by=by, now=NOW).is_live(now=NOW), "an undo"
        scheduling.turn(piece.pk, now=LATER)
        with pytest.raises(NotReady):
            scheduling.plan(piece.pk, Plan(), by=by, now=AFTER)
        assert fresh(piece).has_ended(now=AFTER), "a new end would publish it anew"
        with pytest.raises(NotReady):
            live.publish(piece.pk, by=by, now=AFTER)
        live.take_down(piece.pk, by=by, now=AFTER)
        with pytest.raises(NotReady):
            live.publish(piece.pk, by=by, now=AFTER)


def test_a_restored_revision_and_a_copy_are_read_again(cast: Cast, piece: Piece) -> None:
    by = cast.thandi.actor
    approved(piece, cast)
    live.publish(piece.pk, by=by, now=NOW)
    first = fresh(piece).live
    assert first is not None
    write(piece, "Count nothing.", cast.bongani)
    keeping.restore(piece.pk, first.number, by=cast.bongani.actor, now=NOW)
    with pytest.raises(NotReady):
        live.publish(piece.pk, by=by, now=NOW)
    copy = keeping.duplicate(piece.pk, by=by, now=NOW)
    with pytest.raises(NotReady):
        live.publish(copy.pk, by=by, now=NOW)


def test_a_translation_is_read_by_itself(cast: Cast, piece: Piece) -> None:
    approved(piece, cast)
    live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
    made = translations.begin(piece.pk, "af", by=cast.bongani.actor, now=NOW)
    with pytest.raises(NotReady):
        live.publish(made.pk, by=cast.thandi.actor, now=NOW)
    approved(made, cast)
    assert live.publish(made.pk, by=cast.thandi.actor, now=NOW).live_id


def test_more_readers_at_once_are_refused(cast: Cast, piece: Piece) -> None:
    approved(piece, cast)
    live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
    made = translations.begin(piece.pk, "af", by=cast.bongani.actor, now=NOW)
    approved(made, cast)
    live.publish(made.pk, by=cast.thandi.actor, now=NOW)

    def for_whom(audience: str) -> Piece:
        wanted = Settings(
            kind="article", language="en", slug="stock", audience=audience, authors=["Bongani Dlamini"]
        )
        return settings.change(piece.pk, wanted, by=cast.thandi.actor, now=NOW)

    with pytest.raises(WiderThanApproved):
        for_whom("public")
    assert for_whom("leaders").audience == "leaders", "fewer is no matter"
    assert fresh(made).audience == "leaders"
    live.take_down(piece.pk, by=cast.thandi.actor, now=NOW)
    for_whom("public")
    assert fresh(made).audience == "leaders", "a live translation gets no more readers by its original"


def test_pages_and_the_api_say_what_is_missing_and_where(cast: Cast, piece: Piece) -> None:
    browser, here = cast.thandi.client(), f"{BASE}{piece.public_id}/"
    page = browser.get(here).content.decode()
    assert f"{here}review/#review" in page
    assert f'action="{here}publish/"' not in page
    reply = browser.post(f"{here}publish/", follow=True)
    assert reply.redirect_chain[-1][0] == f"{here}review/"
    shown = html.unescape(reply.content.decode())
    assert "Review: Nobody else has approved it yet. Send it for review." in shown
    assert "Here another person approves a piece" in shown
    assert browser.post(f"{here}plan/", {"goes_live_at": "2099-01-05T08:00"}).status_code == 422
    told = browser.post(f"{API}{piece.public_id}/publish/", {}, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (422, "publishing.piece.not_ready")
    assert told.json()["errors"][0]["pointer"] == "#/review"
    ready = browser.get(f"{API}{piece.public_id}/readiness/").json()
    assert [each["code"] for each in ready["troubles"]] == ["not_approved"]
    later = {"goes_live_at": "2099-01-05T08:00:00+02:00"}
    planned = browser.put(f"{API}{piece.public_id}/schedule/", later, content_type="application/json")
    assert planned.status_code == 422
    approved(piece, cast)
    assert f'action="{here}publish/"' in browser.get(here).content.decode()


def test_the_switch(cast: Cast) -> None:
    browser, address = cast.thandi.client(), f"{BASE}rules/"
    page = browser.get(address).content.decode()
    assert "It takes a second person" in page
    alone = browser.post(address, {"demands_review": "on"})
    assert alone.status_code == 422
    assert "Only one person here may approve pieces" in alone.content.decode()
    with tenant(cast.umoja):
        with pytest.raises(NobodyToApprove):
            review_rules.demand_review(is_demanded=True, by=cast.thandi.actor, now=NOW)
        naledi = cast.hire("manager", name="Naledi")
        with pytest.raises(NotAllowed):
            review_rules.demand_review(is_demanded=True, by=naledi.actor, now=NOW)
        for _ in range(2):
            assert browser.post(address, {"demands_review": "on"}).status_code == 302
        assert LibraryRule.objects.get().demands_review
        assert "checked" in browser.get(address).content.decode()
        naledi.membership.delete()
        assert "or switch the rule off" in browser.get(address).content.decode(), "nobody is locked out"
        assert browser.post(address, {}).status_code == 302
        assert not approval.is_demanded()
        deeds = AuditEntry.objects.filter(code="publishing.rules.changed").order_by("pk")
        assert [row.changes["demands_review"] for row in deeds] == [[False, True], [True, False]]
    for who, status in ((cast.bongani, 403), (cast.charlize, 404)):
        assert who.client().post(address, {"demands_review": "on"}).status_code == status
    with tenant(cast.charlize.organisation):
        assert not approval.is_demanded()


def test_the_switch_by_program(cast: Cast, naledi: Person) -> None:
    def put(who: Person, *, wanted: bool) -> Any:
        return who.client().put(f"{API}rules/", {"demands_review": wanted}, content_type="application/json")

    assert put(naledi, wanted=True).status_code == 403
    told = put(cast.thandi, wanted=True).json()
    assert told == {"demands_review": True, "approvers": ["Naledi", "Thandi Mokoena"]}
    assert cast.bongani.client().get(f"{API}rules/").json() == told
    assert put(cast.thandi, wanted=False).json()["demands_review"] is False


def test_nobody_else_is_told_by_name_of_what_is_missing(cast: Cast, piece: Piece, naledi: Person) -> None:
    naledi.membership.delete()
    mine = shelf.whole(pieces.begin(title="Till", by=cast.thandi.actor, now=NOW))
    with pytest.raises(NotReady) as refused:
        live.publish(mine.pk, by=cast.thandi.actor, now=NOW)
    assert "nobody else here may" in why(refused)


def test_the_library_of_our_own_writing_comes_as_drafts(cast: Cast) -> None:
    made = shelf.platform(cast)
    cast.hire("manager", name="Second", organisation=made.organisation)
    with tenant(made.organisation):
        review_rules.demand_review(is_demanded=True, by=made.editor.actor, now=NOW)
        brought = library.load(by=made.editor.actor, now=NOW)
        assert brought
        assert not Piece.objects.filter(live__isnull=False).exists()
        assert library.load(by=made.editor.actor, now=NOW) == []
    call_command("seed_library", owner=made.editor.user.email)
